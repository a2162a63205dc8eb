/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import org.jspecify.annotations.Nullable;

/**
 * A verified push came from a repository that a {@code match} of the configuration admits.
 *
 * @param branch the branch to follow; null for the remote's default branch
 * @param webhook name of the webhook it came through
 */
public record RepositoryAdmitted(
        String repository, String url, @Nullable String branch, String webhook) implements Event {
    public RepositoryAdmitted {
        Names.require("repository", repository);
    }

    @Override
    public String key() {
        return repository;
    }
}
