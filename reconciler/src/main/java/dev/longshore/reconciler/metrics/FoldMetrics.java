/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.Event;
import dev.longshore.events.EventType;
import dev.longshore.events.kafka.Fold;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/**
 * Measures a fold from the outside: by what goes in and what comes out. The figures are there from the start; on standby they show nothing,
 * so that sums over all reconcilers are right.
 */
public final class FoldMetrics {
    private final MeterRegistry registry;
    private final Clock clock;
    private final StackFigures stacks;
    private final HostFigures hosts;
    private final SourceFigures sources;
    private final DeploymentFigures deployments;

    public FoldMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.stacks = new StackFigures(registry, clock);
        this.hosts = new HostFigures(registry, clock);
        this.sources = new SourceFigures(registry);
        this.deployments = new DeploymentFigures(registry);
    }

    /** This fold, measured. It is made anew from the log, and so are the figures that show a state. */
    public Fold measured(Fold fold) {
        clear();
        Counter.builder("longshore.reconciler.folds")
                .description(
                        "Times that the fold was begun from what the log holds: at each election, and after each failure")
                .register(registry)
                .increment();
        return new MeasuredFold(fold, this);
    }

    /** A poll or drift check was asked for. */
    public void requested(Event request) {
        Counter.builder("longshore.reconciler.requests")
                .description("Polls and drift checks that were asked for")
                .tag("kind", EventType.of(request).shortName())
                .register(registry)
                .increment();
    }

    /** Nothing is folded here any more: another instance shows how things are. */
    public void clear() {
        stacks.clear();
        hosts.clear();
        sources.clear();
        show();
    }

    StackFigures stacks() {
        return stacks;
    }

    HostFigures hosts() {
        return hosts;
    }

    SourceFigures sources() {
        return sources;
    }

    DeploymentFigures deployments() {
        return deployments;
    }

    Clock clock() {
        return clock;
    }

    /** A CDEvent is about to be published. */
    void published(String cdEventType) {
        Counter.builder("longshore.cdevents")
                .description("CDEvents that were published")
                .tag("type", cdEventType)
                .register(registry)
                .increment();
    }

    /** Lets changed rows be seen. */
    void show() {
        stacks.show();
        hosts.show();
        sources.show();
    }
}
