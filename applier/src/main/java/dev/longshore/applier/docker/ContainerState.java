/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.Arrays;
import java.util.Locale;

/** The engine's word for what a container does. */
public enum ContainerState {
    CREATED,
    RUNNING,
    PAUSED,
    RESTARTING,
    REMOVING,
    EXITED,
    DEAD,
    /** A word this version does not know. */
    UNKNOWN;

    static ContainerState of(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
