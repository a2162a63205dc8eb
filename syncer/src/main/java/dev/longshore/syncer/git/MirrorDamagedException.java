/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

/** Objects that should be in the mirror are missing or broken: throw it away and clone again. */
public final class MirrorDamagedException extends Exception {
    MirrorDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
