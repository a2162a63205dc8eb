/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authenticated delivery turned out to be. */
public sealed interface Reading {

    /**
     * Somebody pushed a branch.
     *
     * @param addresses the names and URLs by which the sender knows the repository; may be empty
     * @param ref full, valid ref name of a branch
     * @param branch its short name
     * @param before null where the provider does not tell
     * @param after null where the provider does not tell
     * @param deliveryId null where the provider sends none
     * @param pusher null where the provider does not tell
     */
    record Push(
            List<String> addresses,
            String ref,
            String branch,
            @Nullable String before,
            @Nullable String after,
            @Nullable String deliveryId,
            @Nullable String pusher)
            implements Reading {
        public Push {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nothing that could change a stack; {@code reason} is for people. */
    record Ignored(String reason) implements Reading {}
}
