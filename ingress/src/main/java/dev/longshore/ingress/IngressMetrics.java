/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times answers by webhook ({@code api} and {@code unknown} for other paths), and the wait for the log. Described in
 * {@code docs/metrics.md}.
 */
final class IngressMetrics {
    private static final Duration[] STEPS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(30)
    };

    /** What alerts look for is there with 0 first: from nothing to 1 is no increase for Prometheus. */
    private static final List<String> TROUBLE = List.of("unauthorized", "unavailable", "failed", "overloaded");

    private final MeterRegistry registry;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    IngressMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(Admission admission) {
        Gauge.builder("longshore.webhook.inflight", admission, Admission::inFlight)
                .description("Requests being answered")
                .register(registry);
        Gauge.builder("longshore.webhook.inflight.bytes", admission, Admission::bytes)
                .description("Bytes of bodies being held")
                .register(registry);
    }

    void answered(Endpoint endpoint, Answer answer, long nanos) {
        if (begun.add(endpoint.name())) {
            TROUBLE.forEach(outcome -> requests(endpoint, outcome));
        }
        requests(endpoint, answer.outcome()).increment();
        Timer.builder("longshore.webhook.duration")
                .description("From the end of the headers to the answer")
                .tag("webhook", endpoint.name())
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    private Counter requests(Endpoint endpoint, String outcome) {
        return Counter.builder("longshore.webhook.requests")
                .description("Requests that were answered, by webhook and how")
                .tag("webhook", endpoint.name())
                .tag("provider", endpoint.provider())
                .tag("outcome", outcome)
                .register(registry);
    }

    void produced(boolean acknowledged, long nanos) {
        Timer.builder("longshore.webhook.produce")
                .description("Until the log acknowledged an event, or did not")
                .tag("outcome", acknowledged ? "acknowledged" : "failed")
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
