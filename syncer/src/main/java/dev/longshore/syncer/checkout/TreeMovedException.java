/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.io.IOException;

/** Somebody changed the tree while it was looked at or written. Looking again tells what it is now. */
final class TreeMovedException extends IOException {
    TreeMovedException(String path) {
        super("'" + path + "' changes while it is being looked at");
    }
}
