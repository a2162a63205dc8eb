/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One repository.
 *
 * @param name matching {@link dev.longshore.events.Names#PATTERN}
 * @param url https, http, ssh or file, as {@link GitUrl} reads it; without credentials
 * @param branch null for the default branch of the remote
 * @param poll between two polls; null for the reconciler's
 * @param auth null for none
 * @param stacks empty for what the repository itself says
 * @param rules what is taken from it
 */
public record RepositoryConfig(
        String name,
        String url,
        @Nullable String branch,
        @Nullable Duration poll,
        @Nullable AuthConfig auth,
        List<StackSpec> stacks,
        GitRules rules) {
    public RepositoryConfig {
        stacks = List.copyOf(stacks);
    }

    /** A repository with {@link GitRules#DEFAULT}. */
    public RepositoryConfig(
            String name,
            String url,
            @Nullable String branch,
            @Nullable Duration poll,
            @Nullable AuthConfig auth,
            List<StackSpec> stacks) {
        this(name, url, branch, poll, auth, stacks, GitRules.DEFAULT);
    }

    /** The same for the repository of this name and URL. */
    RepositoryConfig at(String otherName, String otherUrl) {
        return new RepositoryConfig(otherName, otherUrl, branch, poll, auth, stacks, rules);
    }

    /** The same with other rules. */
    public RepositoryConfig with(GitRules others) {
        return new RepositoryConfig(name, url, branch, poll, auth, stacks, others);
    }

    /** The interval of polls, where {@code standard} is the reconciler's. */
    public Duration pollOr(Duration standard) {
        return poll == null ? standard : poll;
    }
}
