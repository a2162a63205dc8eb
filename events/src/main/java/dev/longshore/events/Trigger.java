/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a repository was looked at. {@code STARTUP} and {@code RETRY} are the syncer's own and never on {@code longshore.sync}. */
public enum Trigger {
    PUSH,
    MANUAL,
    POLL,
    STARTUP,
    RETRY;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
