/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import org.jspecify.annotations.Nullable;

/** The embedded broker cannot start or its credentials cannot be read. The message says why and what to do about it. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(String message) {
        super(message);
    }

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
