/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** What the health check of a container says. */
public enum ContainerHealth {
    /** There is no check. */
    NONE,
    STARTING,
    HEALTHY,
    UNHEALTHY;

    /** From the status column of a container list, such as {@code Up 2 seconds (healthy)}. */
    static ContainerHealth ofStatus(String status) {
        if (status.endsWith("(healthy)")) {
            return HEALTHY;
        }
        if (status.endsWith("(unhealthy)")) {
            return UNHEALTHY;
        }
        return status.endsWith("(health: starting)") ? STARTING : NONE;
    }

    static ContainerHealth of(String text) {
        return switch (text) {
            case "healthy" -> HEALTHY;
            case "unhealthy" -> UNHEALTHY;
            case "starting" -> STARTING;
            default -> NONE;
        };
    }
}
