/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.config.Right;
import org.jspecify.annotations.Nullable;

/**
 * Something a stack asks for and may not have.
 *
 * @param reason stable code such as {@code policy.mount}
 * @param place which Compose file asks for it, relative to the repository
 * @param key path in that file, such as {@code services.web.privileged}
 * @param what what is wrong with it, as the end of a sentence
 * @param right what would have to be allowed; null if nothing can allow it
 */
public record Violation(
        String reason,
        Place place,
        String key,
        String what,
        @Nullable Right right) {
    public static final String MOUNT = "policy.mount";
    public static final String HOST = "policy.host";
    public static final String REMOTE = "policy.remote";
    public static final String PATH = "policy.path";
    public static final String PROVIDER = "policy.provider";
    public static final String ENVIRONMENT = "policy.environment";

    /** @param line from 1; 0 if it is not known */
    public record Place(String file, int line) {
        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line;
        }
    }

    /** One line for people. */
    String text() {
        return place + ": " + key + " " + what;
    }
}
