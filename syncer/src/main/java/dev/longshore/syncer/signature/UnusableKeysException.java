/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.signature;

/** A file of keys cannot be read, so nothing can be trusted. The message is for people. */
public final class UnusableKeysException extends Exception {
    UnusableKeysException(String message, Throwable cause) {
        super(message, cause);
    }

    UnusableKeysException(String message) {
        super(message);
    }
}
