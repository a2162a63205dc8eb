/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.time.Duration;
import java.util.List;

/**
 * A sink for notifications.
 *
 * @param name unique; where it is on the log is kept under it
 * @param stacks patterns; empty for all
 * @param types patterns; empty for all
 * @param severity what concerns people less is left out
 * @param group for how long notices of one cause are collected; zero not to
 */
public record NotifyConfig(
        String name, NotifyTarget target, List<Glob> stacks, List<Glob> types, Severity severity, Duration group) {
    /** What there is to be told of. */
    public static final List<String> TYPES = List.of(
            "deployment.started",
            "deployment.succeeded",
            "deployment.failed",
            "deployment.rolledback",
            "deployment.superseded",
            "deployment.skipped",
            "deployment.refused",
            "deployment.orphaned",
            "deployment.removed",
            "deployment.suspended",
            "deployment.resumed",
            "drift.detected",
            "drift.corrected",
            "source.changed",
            "source.failed",
            "source.recovered",
            "host.silent",
            "host.heard",
            "webhook.suspect",
            "webhook.working");

    public NotifyConfig {
        stacks = List.copyOf(stacks);
        types = List.copyOf(types);
    }
}
