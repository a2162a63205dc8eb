/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one host made of a stack. Revisions are null where there is none (first deployment, no golden yet).
 * {@code durations} are milliseconds by phase: {@code fetch}, {@code validate}, {@code pull}, {@code copy}, {@code up}, {@code gate}.
 */
public sealed interface DeploymentEvent extends Event {
    StackId stack();

    String host();

    @Override
    default String key() {
        return stack().toString();
    }

    /** An apply of {@code revision} begins. {@code attempt} counts from 1 for each generation. */
    record Started(
            StackId stack,
            String host,
            Revision revision,
            long generation,
            @Nullable Revision previous,
            @Nullable Revision golden,
            int attempt)
            implements DeploymentEvent {}

    /**
     * {@code revision} runs, passed its gate and is golden now.
     *
     * @param images by service, {@code name@sha256:…}: the digest under which the image was pulled, or its id where it was not; null in
     *     records that are older than this field
     */
    record Succeeded(
            StackId stack,
            String host,
            Revision revision,
            long generation,
            @Nullable Revision previous,
            int attempt,
            List<ServiceDecision> services,
            Map<String, Long> durations,
            @Nullable Map<String, String> images)
            implements DeploymentEvent {
        public Succeeded {
            services = List.copyOf(services);
            durations = Map.copyOf(durations);
            images = images == null ? null : Map.copyOf(images);
        }

        /** One that runs no images, or of which nobody needs to know them. */
        public Succeeded(
                StackId stack,
                String host,
                Revision revision,
                long generation,
                @Nullable Revision previous,
                int attempt,
                List<ServiceDecision> services,
                Map<String, Long> durations) {
            this(stack, host, revision, generation, previous, attempt, services, durations, null);
        }
    }

    /** {@code revision} could not be applied or failed its gate, and there is or was no way back; {@code message} says what to do. */
    record Failed(
            StackId stack,
            String host,
            Revision revision,
            long generation,
            @Nullable Revision golden,
            int attempt,
            String reason,
            String message,
            List<ServiceDecision> services,
            Map<String, Long> durations)
            implements DeploymentEvent {
        public Failed {
            services = List.copyOf(services);
            durations = Map.copyOf(durations);
        }
    }

    /**
     * {@code failed} did not pass; the host runs {@code revision}, its golden one, again, and will not try {@code failed} by itself.
     *
     * @param images of what runs again, as in {@link Succeeded}
     */
    record RolledBack(
            StackId stack,
            String host,
            Revision revision,
            Revision failed,
            long generation,
            int attempt,
            String reason,
            String message,
            List<ServiceDecision> services,
            Map<String, Long> durations,
            @Nullable Map<String, String> images)
            implements DeploymentEvent {
        public RolledBack {
            services = List.copyOf(services);
            durations = Map.copyOf(durations);
            images = images == null ? null : Map.copyOf(images);
        }

        /** One that runs no images, or of which nobody needs to know them. */
        public RolledBack(
                StackId stack,
                String host,
                Revision revision,
                Revision failed,
                long generation,
                int attempt,
                String reason,
                String message,
                List<ServiceDecision> services,
                Map<String, Long> durations) {
            this(stack, host, revision, failed, generation, attempt, reason, message, services, durations, null);
        }
    }

    /** A newer generation came before {@code revision} was done; {@code by} is that generation. */
    record Superseded(StackId stack, String host, Revision revision, long generation, long by)
            implements DeploymentEvent {}

    /** Nothing to do for {@code revision}. */
    record Skipped(StackId stack, String host, Revision revision, long generation, String reason, String message)
            implements DeploymentEvent {}

    /** {@code revision} was turned down before anything was touched: {@code golden}, if any, runs on. */
    record Refused(
            StackId stack,
            String host,
            Revision revision,
            long generation,
            @Nullable Revision golden,
            String reason,
            String message)
            implements DeploymentEvent {}

    /** The stack left its repository, or this host is no longer selected; its containers run on, without an owner. */
    record Orphaned(StackId stack, String host, String reason) implements DeploymentEvent {}

    /** The stack's containers and networks were taken down, its volumes kept; {@code reason} says for what. */
    record Removed(StackId stack, String host, String reason) implements DeploymentEvent {}

    /** Nothing is applied and no drift corrected until the stack is resumed; {@code reason} says by whom. */
    record Suspended(StackId stack, String host, String reason) implements DeploymentEvent {}

    /** The stack is looked after again. */
    record Resumed(StackId stack, String host, String reason) implements DeploymentEvent {}

    /** What runs is not what was applied. */
    record DriftDetected(
            StackId stack, String host, @Nullable Revision revision, List<Drift> drift) implements DeploymentEvent {
        public DriftDetected {
            drift = List.copyOf(drift);
        }
    }

    /** What runs is again what was applied. {@code drift} is what was repaired. */
    record DriftCorrected(
            StackId stack, String host, @Nullable Revision revision, List<Drift> drift, long durationMs)
            implements DeploymentEvent {
        public DriftCorrected {
            drift = List.copyOf(drift);
        }
    }

    /** What happened to one service, and why. */
    record ServiceDecision(String service, Decision decision, String why) {
        /** Whether its container is a new one. */
        public enum Decision {
            CREATED,
            RECREATED,
            KEPT,
            REMOVED,
            /** The same container, told by a signal to read its mounted files again. */
            RELOADED,
            /** The same container, started again. */
            RESTARTED;

            @JsonValue
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** One difference between desired and actual. */
    record Drift(String service, Kind kind, String expected, String observed) {
        /** What is different. */
        public enum Kind {
            MISSING,
            STOPPED,
            EXTRA,
            UNHEALTHY,
            /** Another image than the applied one. */
            IMAGE,
            /** Another Compose configuration. */
            CONFIG,
            /** Labels that Longshore or Compose set are gone or different. */
            LABELS,
            /** A network is gone, or the container is not attached to it. */
            NETWORK,
            /** A file that the revision brought was edited or deleted; {@code service} is then its path. */
            FILE;

            @JsonValue
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
