/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/** How to log in at a remote. */
public sealed interface AuthConfig {
    /** HTTP basic authentication; hosts take a token as the password. */
    record Basic(String username, Secret password) implements AuthConfig {}

    /** {@code Authorization: Bearer}. */
    record Bearer(Secret token) implements AuthConfig {}
}
