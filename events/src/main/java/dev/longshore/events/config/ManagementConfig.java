/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

/** Where health and metrics are served. */
public record ManagementConfig(Listen listen) {
    public static final ManagementConfig DEFAULT = new ManagementConfig(new Listen("127.0.0.1", 9464));
}
