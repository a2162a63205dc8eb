/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

/** The log did not acknowledge; what was sent may be on it all the same. The whole look is to be done again. */
final class UnpublishedException extends Exception {
    UnpublishedException(Throwable cause) {
        super("the log did not acknowledge what a look found", cause);
    }
}
