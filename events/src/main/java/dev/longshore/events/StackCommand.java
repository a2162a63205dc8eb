/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A human wants something of a stack; each host acts on it once, by the event's id.
 *
 * @param host the only host that should act; null for all that run the stack
 * @param revision for a rollback: the commit to return to, at least its first seven digits; null for golden
 * @param observedGeneration newest generation whoever asks knew of: what a later one brings is not meant; 0 if unknown
 * @param requestedBy whoever asks, for people to read
 */
public record StackCommand(
        StackId stack,
        @Nullable String host,
        Action action,
        @Nullable String revision,
        long observedGeneration,
        String requestedBy)
        implements Event {
    /** What is wanted. */
    public enum Action {
        /** Return to golden or to a kept revision, and stay there until a later generation comes. */
        ROLLBACK,
        /** Lift the quarantine and try what is desired again. */
        RETRY,
        /** Neither apply nor correct drift. */
        SUSPEND,
        /** End a suspension. */
        RESUME;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StackCommand {
        requestedBy = Text.printable(requestedBy, 200);
    }

    @Override
    public String key() {
        return stack.toString();
    }
}
