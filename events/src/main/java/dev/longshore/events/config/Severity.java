/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.Locale;

/** How much something concerns people, from least to most. */
public enum Severity {
    /** A step on the way: of use to programs. */
    DEBUG,
    /** As it should be. */
    INFO,
    /** Somebody should look some time. */
    WARNING,
    /** Somebody should look now. */
    ERROR;

    /** As in the file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
