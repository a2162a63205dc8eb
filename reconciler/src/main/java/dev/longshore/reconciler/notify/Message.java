/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.config.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * What a sink is given: notices of one cause.
 *
 * @param id the same whenever the same notices are sent again, so that a receiver can tell
 * @param notices at least one, in the order of the log
 */
public record Message(String id, List<Notice> notices) {
    public Message {
        notices = List.copyOf(notices);
        if (notices.isEmpty()) {
            throw new IllegalArgumentException("a message of nothing");
        }
    }

    public Notice first() {
        return notices.get(0);
    }

    /** That of the notice that concerns people most. */
    public Severity severity() {
        return notices.stream()
                .map(Notice::severity)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
