/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import org.jspecify.annotations.Nullable;

/**
 * A verified webhook told of a push. Only a hint: the syncer reads the ref again from the configured URL.
 *
 * @param repository the configured repository's name
 * @param ref full ref, such as {@code refs/heads/main}
 * @param before commit before the push as the provider told it; null where it does not tell
 * @param after commit after the push as the provider told it; null where it does not tell
 * @param provider which dialect the webhook spoke, such as {@code github}
 * @param deliveryId the provider's id of this delivery; null where it sends none
 * @param pusher who pushed, for people to read; null where the provider does not tell
 * @param webhook name of the webhook it came through; null in records that are older than this field
 */
public record PushReceived(
        String repository,
        String ref,
        @Nullable String before,
        @Nullable String after,
        String provider,
        @Nullable String deliveryId,
        @Nullable String pusher,
        @Nullable String webhook)
        implements Event {
    public PushReceived {
        Names.require("repository", repository);
    }

    /** One of which nobody needs to know through which webhook it came. */
    public PushReceived(
            String repository,
            String ref,
            @Nullable String before,
            @Nullable String after,
            String provider,
            @Nullable String deliveryId,
            @Nullable String pusher) {
        this(repository, ref, before, after, provider, deliveryId, pusher, null);
    }

    @Override
    public String key() {
        return repository;
    }
}
