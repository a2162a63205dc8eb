/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is read: {@code longshore.api.requests} by endpoint and status, {@code longshore.api.streams} that are open,
 * {@code longshore.api.streams.ended} by reason, and {@code longshore.api.events} sent to all of them.
 */
final class ApiMetrics {
    private final MeterRegistry registry;
    private final Counter sent;

    ApiMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.sent = Counter.builder("longshore.api.events")
                .description("Events sent to streams")
                .register(registry);
    }

    void watch(AtomicInteger streams) {
        Gauge.builder("longshore.api.streams", streams, AtomicInteger::get)
                .description("Event streams that are open")
                .register(registry);
    }

    void answered(String endpoint, int status) {
        Counter.builder("longshore.api.requests")
                .description("Requests to the reconciler's API")
                .tag("endpoint", endpoint)
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }

    void sent() {
        sent.increment();
    }

    void ended(EventStream.End reason) {
        Counter.builder("longshore.api.streams.ended")
                .description("Event streams that ended")
                .tag("reason", reason.text())
                .register(registry)
                .increment();
    }
}
