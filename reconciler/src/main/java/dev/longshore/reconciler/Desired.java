/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Revision;
import dev.longshore.events.StackSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a stack should be.
 *
 * @param revision null for a stack that left its repository
 * @param generation 0 if none is known
 * @param spec null while only a host told of it
 */
record Desired(
        @Nullable Revision revision,
        long generation,
        @Nullable StackSpec spec) {
    static final Desired UNKNOWN = new Desired(null, 0, null);

    boolean isRemoved() {
        return generation > 0 && revision == null;
    }
}
