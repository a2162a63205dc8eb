/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

/**
 * Somebody asks for a repository to be fetched now.
 *
 * @param trigger {@code MANUAL} or {@code POLL}
 * @param force announce every stack anew, also those that did not change, so that hosts apply them again
 * @param requestedBy who asked, for people to read
 */
public record SyncRequested(String repository, Trigger trigger, boolean force, String requestedBy) implements Event {
    public SyncRequested {
        Names.require("repository", repository);
        if (trigger != Trigger.MANUAL && trigger != Trigger.POLL) {
            throw new IllegalArgumentException("trigger must be manual or poll, not " + trigger.text());
        }
    }

    @Override
    public String key() {
        return repository;
    }
}
