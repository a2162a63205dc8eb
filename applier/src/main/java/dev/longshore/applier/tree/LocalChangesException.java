/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.Text;

/** Somebody changed files on this host, and nothing is to be done until that is resolved. */
public final class LocalChangesException extends RuntimeException {
    /** Stable code. */
    public static final String REASON = "tree.local_changes";

    LocalChangesException(String message) {
        super(Text.printable(message, 2000));
    }
}
