/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.List;

/** What the health gate decided. */
public sealed interface GateResult {
    /**
     * Everything was ready, and stayed so.
     *
     * @param containers the project's, as they were when it passed
     */
    record Passed(List<ContainerView> containers) implements GateResult {
        public Passed {
            containers = List.copyOf(containers);
        }

        /** Of what has no containers. */
        public Passed() {
            this(List.of());
        }
    }

    /**
     * The revision does not work.
     *
     * @param reason {@code health.unhealthy}, {@code health.exited}, {@code health.restarting} or {@code health.timeout}
     * @param service the first that failed, by name
     * @param log its last lines, at most 50, redacted
     */
    record Failed(String reason, String service, String message, List<String> log) implements GateResult {}

    /** Somebody else decided that it does not matter any more. */
    record Cancelled() implements GateResult {}
}
