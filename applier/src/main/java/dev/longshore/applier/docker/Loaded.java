/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.Map;

/**
 * What the containers of services that reload are known to have read from their mounted files.
 *
 * @param contents {@link InputSet#content} by container id; none if it is not known
 */
public record Loaded(Map<String, String> contents) {
    public static final Loaded NOTHING = new Loaded(Map.of());

    public Loaded {
        contents = Map.copyOf(contents);
    }
}
