/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import org.jspecify.annotations.Nullable;

/** A credential that cannot be read. The message names the reference and what to do, never the credential. */
public final class SecretUnavailableException extends RuntimeException {
    SecretUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
