/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import java.util.Locale;

/** The services that a process can run. */
public enum Service {
    INGRESS,
    SYNCER,
    APPLIER,
    RECONCILER;

    /** The name in events, metrics and client ids. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
