/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.Text;
import org.jspecify.annotations.Nullable;

/**
 * What a commit shows of one stack on one host.
 *
 * @param context tells it from the statuses of others; one line
 * @param description one line, for people
 * @param link where a click leads; null for nowhere
 */
record CommitStatus(
        State state,
        String context,
        String description,
        @Nullable String link) {
    /** What every Git host has a word for. */
    enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        /** It came to no end: something newer came first. */
        CANCELLED
    }

    /** The same with a description of at most {@code limit} characters. */
    CommitStatus within(int limit) {
        String line = Text.firstLine(description, limit);
        return new CommitStatus(state, context, Text.printable(line, limit - 1), link);
    }
}
