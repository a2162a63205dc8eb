/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts answers: {@code longshore.webhook} by webhook ({@code api} and {@code unknown} for other paths) and outcome. */
final class IngressMetrics {
    private final MeterRegistry registry;

    IngressMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Endpoint endpoint, Answer answer) {
        registry.counter("longshore.webhook", "webhook", endpoint.name(), "outcome", answer.outcome())
                .increment();
    }
}
