/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.Fold;
import dev.longshore.events.kafka.Output;
import dev.longshore.events.kafka.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells {@link FoldMetrics} what goes through a fold. Used by one thread. */
final class MeasuredFold implements Fold {
    /** Rows come and go no more often than this, however much happens. */
    private static final Duration SHOWING = Duration.ofSeconds(1);

    private final Fold fold;
    private final FoldMetrics metrics;
    private Instant shown = Instant.EPOCH;

    MeasuredFold(Fold fold, FoldMetrics metrics) {
        this.fold = fold;
        this.metrics = metrics;
    }

    @Override
    public void restore(Received record) {
        fold.restore(record);
        if (record instanceof Received.Understood understood && understood.event() instanceof StackStatus status) {
            metrics.stacks().is(status, understood.appended());
            metrics.sources().restore(status);
            metrics.hosts().expect(status.host());
        } else if (record instanceof Received.Tombstone tombstone) {
            metrics.stacks().gone(tombstone.key());
        }
    }

    @Override
    public void remember(Received.Understood record) {
        fold.remember(record);
        if (record.event() instanceof HostAlive alive) {
            metrics.hosts().heard(alive.host(), record.appended());
        }
    }

    @Override
    public List<Output> apply(List<Received.Understood> batch) {
        List<Output> outputs = fold.apply(batch);
        batch.forEach(this::folded);
        outputs.forEach(this::follows);
        Instant now = metrics.clock().instant();
        if (Duration.between(shown, now).compareTo(SHOWING) >= 0) {
            shown = now;
            metrics.show();
        }
        return outputs;
    }

    private void folded(Received.Understood record) {
        if (record.event() instanceof SourceEvent source) {
            metrics.sources().told(source);
            metrics.deployments().looked(record.envelope().meta(), source);
        } else if (record.event() instanceof HostAlive alive) {
            metrics.hosts().heard(alive.host(), record.appended());
        } else if (record.event() instanceof DeploymentEvent deployment) {
            metrics.deployments().told(record.envelope().meta(), deployment, record.appended());
        }
    }

    private void follows(Output output) {
        if (output instanceof Output.Told told && told.envelope().event() instanceof StackStatus status) {
            metrics.stacks().is(status, metrics.clock().instant());
        } else if (output instanceof Output.Gone gone && gone.topic() == Topic.STATUS) {
            metrics.stacks().gone(gone.key());
        } else if (output instanceof Output.Foreign foreign && foreign.topic() == Topic.CDEVENTS) {
            metrics.published(foreign.event().getType());
        }
    }
}
