/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.List;
import java.util.Set;

/** What the health gate decided. */
public sealed interface GateResult {
    /**
     * Everything was ready, and stayed so.
     *
     * @param containers the project's, as they were when it passed
     * @param reloaded services that were told to read their mounted files again
     */
    record Passed(List<ContainerView> containers, Set<String> reloaded) implements GateResult {
        public Passed {
            containers = List.copyOf(containers);
            reloaded = Set.copyOf(reloaded);
        }

        public Passed(List<ContainerView> containers) {
            this(containers, Set.of());
        }

        /** With services that were told so before it. */
        public Passed after(Set<String> signalled) {
            return new Passed(containers, signalled);
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
