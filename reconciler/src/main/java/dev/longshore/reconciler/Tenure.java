/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.ReconcilerConfig;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TransactionalFold;
import dev.longshore.reconciler.metrics.FoldMetrics;
import dev.longshore.reconciler.schedule.Timekeeper;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * What an instance does while it is the active one: fold, and keep time. The two publish under names of their own, which fence whoever was
 * active before, and neither waits for the other.
 */
final class Tenure implements AutoCloseable {
    private final TransactionalFold fold;
    private final Timekeeper time;
    private final DriftChecks drifts;

    Tenure(
            ReconcilerConfig config,
            KafkaSettings settings,
            EventFactory events,
            HookGauges hooks,
            FoldMetrics figures,
            Clock clock) {
        this.time = new Timekeeper(config.jitter(), settings, events, clock, figures::requested);
        this.drifts = new DriftChecks(config.drift(), time::driftCheck);
        this.fold = new TransactionalFold(
                settings,
                StatusFold.PLAN,
                () -> figures.measured(new StatusFold(events, clock, drifts, hooks)),
                events,
                clock);
    }

    Tenure begin() {
        time.start();
        fold.start();
        return this;
    }

    /** Whether everything has been folded that was on the log when it began. */
    boolean isCaughtUp() {
        return fold.isCaughtUp();
    }

    /** Records on the log that have not been folded yet. */
    long lag() {
        return fold.lag();
    }

    /** Records that could not be folded, since it began. */
    long deadLetters() {
        return fold.deadLetters();
    }

    void polls(Map<String, Duration> intervals) {
        time.polls(intervals);
    }

    /** @param standard for stacks that do not say otherwise */
    void driftChecks(Duration standard) {
        drifts.every(standard);
    }

    /** Ends when nothing more will be published. */
    @Override
    public void close() {
        time.close();
        fold.close();
    }
}
