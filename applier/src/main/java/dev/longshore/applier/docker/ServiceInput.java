/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that a service reads from its stack.
 *
 * @param name path in the repository, or the name of a config or secret that is not a file
 * @param digest of its content, with what kind of file it is
 * @param live whether a running container sees it change: it is mounted
 * @param single whether it is mounted by itself, and not as part of a folder: a container then holds on to the file, not to its name
 */
public record ServiceInput(Kind kind, String name, String digest, boolean live, boolean single) {
    /** What it is to the service. */
    public enum Kind {
        FILE,
        CONFIG,
        SECRET,
        BUILD;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For people. */
    public String describe() {
        return kind.text() + " " + name;
    }
}
