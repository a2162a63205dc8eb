/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authenticated delivery turned out to be. */
public sealed interface Reading {
    /** Null where the provider sends none. */
    @Nullable
    String deliveryId();

    /**
     * Somebody pushed branches.
     *
     * @param addresses by which the sender knows the repository; may be empty
     * @param updates at least one
     * @param pusher null where the provider does not tell
     */
    record Push(
            List<Address> addresses,
            List<BranchUpdate> updates,
            @Nullable String deliveryId,
            @Nullable String pusher) implements Reading {
        public Push {
            addresses = List.copyOf(addresses);
            updates = List.copyOf(updates);
        }
    }

    /**
     * A branch that was made or moved.
     *
     * @param ref full, valid ref name
     * @param branch its short name
     * @param before null where the provider does not tell
     * @param after null where the provider does not tell
     */
    record BranchUpdate(
            String ref,
            String branch,
            @Nullable String before,
            @Nullable String after) {}

    /** Nothing that could change a stack; {@code reason} is for people. */
    record Ignored(String reason, @Nullable String deliveryId) implements Reading {}
}
