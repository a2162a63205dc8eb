/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

/** An authenticated body that does not say what it must. The message is for the sender and repeats nothing of the body. */
public final class UnusablePayloadException extends Exception {
    public UnusablePayloadException(String message) {
        super(message);
    }
}
