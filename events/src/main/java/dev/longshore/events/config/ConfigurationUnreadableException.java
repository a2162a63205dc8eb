/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import org.jspecify.annotations.Nullable;

/** A configuration file that is missing, a folder, or not readable by this user. */
public final class ConfigurationUnreadableException extends Exception {
    ConfigurationUnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
