/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;

/** A valid configuration, and what to tell the user about it all the same. */
public record LoadedConfiguration(Configuration configuration, List<Problem> warnings) {
    public LoadedConfiguration {
        warnings = List.copyOf(warnings);
    }
}
