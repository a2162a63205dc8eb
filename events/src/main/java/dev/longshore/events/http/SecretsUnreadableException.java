/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

/** Nothing that can be read matches, and something that might have cannot be read. The log says which. */
public final class SecretsUnreadableException extends Exception {
    SecretsUnreadableException() {
        super("a secret cannot be read");
    }
}
