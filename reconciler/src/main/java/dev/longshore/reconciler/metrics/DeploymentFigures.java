/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.metrics;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.EventMeta;
import dev.longshore.events.SourceEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How deployments end, how long pushes take to run, and what drifts. Used by one thread. */
final class DeploymentFigures {
    private static final String NONE = "none";
    private static final Duration[] STEPS = {
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60),
        Duration.ofSeconds(120), Duration.ofSeconds(300), Duration.ofSeconds(600)
    };

    private final MeterRegistry registry;
    private final BoundedLabel reasons = new BoundedLabel();
    private final Chains chains = new Chains();

    DeploymentFigures(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A look at a repository ended: perhaps the beginning of deployments. */
    void looked(EventMeta meta, SourceEvent event) {
        if (event instanceof SourceEvent.Changed changed && !changed.stacks().isEmpty()) {
            chains.begun(meta.correlationId(), changed.trigger());
        }
    }

    /** @param appended when the broker took it: hosts' clocks may be wrong */
    void told(EventMeta meta, DeploymentEvent event, Instant appended) {
        if (event instanceof DeploymentEvent.Succeeded) {
            ended("succeeded", NONE);
            chains.of(meta.correlationId()).ifPresent(chain -> ran(chain, appended));
        } else if (event instanceof DeploymentEvent.Failed failed) {
            ended("failed", failed.reason());
        } else if (event instanceof DeploymentEvent.RolledBack rolledBack) {
            ended("rolledback", rolledBack.reason());
        } else if (event instanceof DeploymentEvent.Refused refused) {
            ended("refused", refused.reason());
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            ended("skipped", skipped.reason());
        } else if (event instanceof DeploymentEvent.Superseded) {
            ended("superseded", NONE);
        } else if (event instanceof DeploymentEvent.DriftDetected detected) {
            found(detected.drift());
        } else if (event instanceof DeploymentEvent.DriftCorrected corrected) {
            corrected(Duration.ofMillis(corrected.durationMs()));
        }
    }

    private void ended(String outcome, String reason) {
        Counter.builder("longshore.deployments")
                .description("Deployments that ended, each counted once a host, by how and why")
                .tag("outcome", outcome)
                .tag("reason", reason.equals(NONE) ? NONE : reasons.of(reason))
                .register(registry)
                .increment();
    }

    private void ran(Chains.Chain chain, Instant appended) {
        Duration took = Duration.between(chain.begin(), appended);
        Timer.builder("longshore.pipeline.latency")
                .description(
                        "From the event that began a deployment (for a push: its receipt) to its success on a host")
                .tag("trigger", chain.trigger().text())
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(took.isNegative() ? Duration.ZERO : took);
    }

    private void found(List<Drift> drift) {
        drift.stream().map(Drift::kind).distinct().forEach(kind -> Counter.builder("longshore.drift.detected")
                .description("Times that what ran was not what was applied, by kind of difference")
                .tag("kind", kind.text())
                .register(registry)
                .increment());
    }

    private void corrected(Duration took) {
        Timer.builder("longshore.drift.corrected")
                .description("Corrections of drift, and how long they took")
                .register(registry)
                .record(took);
    }
}
