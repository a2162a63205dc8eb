/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what one delivery says of refs, and judges it alike for all dialects. */
final class PushBuilder {
    private static final int MAX_LABEL = 200;

    private final List<Address> addresses = new ArrayList<>();
    private final List<Reading.BranchUpdate> updates = new ArrayList<>();
    private final @Nullable String deliveryId;
    private @Nullable String pusher;
    private String skipped = "no ref was updated";

    PushBuilder(@Nullable String deliveryId) {
        this.deliveryId = label(deliveryId);
    }

    /** A URL of the repository, where it is text. */
    PushBuilder url(JsonNode url) {
        if (url.isTextual()) {
            addresses.add(Address.url(url.textValue()));
        }
        return this;
    }

    PushBuilder address(Address address) {
        addresses.add(address);
        return this;
    }

    /** Who pushed: the first of these that is text. */
    PushBuilder pusher(JsonNode... names) {
        for (JsonNode name : names) {
            if (pusher == null && name.isTextual()) {
                pusher = label(name.textValue());
            }
        }
        return this;
    }

    boolean hasAddress() {
        return !addresses.isEmpty();
    }

    /** A ref that was made, moved or deleted. */
    void update(RefName ref, @Nullable CommitId before, @Nullable CommitId after) {
        Optional<String> branch = ref.branch();
        if (branch.isEmpty()) {
            skipped = "not a branch";
        } else if (after != null && after.isNone()) {
            skipped = "branch deleted";
        } else {
            updates.add(new Reading.BranchUpdate(
                    ref.full(),
                    branch.get(),
                    before == null ? null : before.hex(),
                    after == null ? null : after.hex()));
        }
    }

    Reading reading() {
        return updates.isEmpty()
                ? new Reading.Ignored(skipped, deliveryId)
                : new Reading.Push(addresses, updates, deliveryId, pusher);
    }

    /** An event that is no push. */
    static Reading notAPush(String event, @Nullable String deliveryId) {
        return new Reading.Ignored("event " + OneLine.of(event, 60) + " is not a push", label(deliveryId));
    }

    static Reading ping(@Nullable String deliveryId) {
        return new Reading.Ignored("ping", label(deliveryId));
    }

    /** Text for people; null for none. */
    static @Nullable String label(@Nullable String text) {
        return text == null || text.isBlank() ? null : OneLine.of(text, MAX_LABEL);
    }
}
