/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of a push that all dialects judge alike. */
final class PushFields {
    private static final int MAX_LABEL = 200;

    private PushFields() {}

    /** The push to {@code ref} that {@code before} and {@code after} of {@code json} tell of, or why it is none. */
    static Reading read(
            JsonNode json, RefName ref, List<String> addresses, @Nullable String deliveryId, @Nullable String pusher)
            throws UnusablePayloadException {
        CommitId before = CommitId.in(json, "before");
        CommitId after = CommitId.in(json, "after");
        Optional<String> branch = ref.branch();
        if (branch.isEmpty()) {
            return new Reading.Ignored("not a branch");
        }
        if (after != null && after.isNone()) {
            return new Reading.Ignored("branch deleted");
        }
        return new Reading.Push(
                addresses,
                ref.full(),
                branch.get(),
                before == null ? null : before.hex(),
                after == null ? null : after.hex(),
                label(deliveryId),
                label(pusher));
    }

    /** The text of a field; null where it is absent or not text. */
    static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }

    private static @Nullable String label(@Nullable String text) {
        return text == null || text.isBlank() ? null : OneLine.of(text, MAX_LABEL);
    }
}
