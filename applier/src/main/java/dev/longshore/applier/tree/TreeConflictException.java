/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.Text;

/** The tree holds something that is not the revision's to replace; a human must move it. */
public final class TreeConflictException extends RuntimeException {
    TreeConflictException(String message) {
        super(Text.printable(message, 500));
    }

    /** Stable code. */
    public String reason() {
        return "copy.conflict";
    }
}
