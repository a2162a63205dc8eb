/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.EventJson;
import dev.longshore.events.EventType;
import dev.longshore.events.Revision;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Entry;
import dev.longshore.events.StackStatus.Incident;
import dev.longshore.events.kafka.Output;
import dev.longshore.reconciler.cdevents.PackageUrl;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folds what a host tells of a stack into the facts, and says which CDEvents follow. An end that was told before changes nothing. */
final class DeploymentFold {
    private static final Set<Incident.Kind> ALL = EnumSet.allOf(Incident.Kind.class);

    private final CdEvents cdEvents;

    DeploymentFold(CdEvents cdEvents) {
        this.cdEvents = cdEvents;
    }

    /** What an end does to the facts, told as one call by each kind of end. */
    private record End(
            Revision revision,
            long generation,
            @Nullable String reason,
            @Nullable String message) {}

    /** @param event the event of {@code cause}; not {@code Orphaned} or {@code Removed}, after which there are no facts to keep */
    List<Output> apply(StackOnHost facts, DeploymentEvent event, Observation cause) {
        if (event instanceof DeploymentEvent.Started started) {
            facts.waiting = null;
            return started(facts, started, cause);
        } else if (event instanceof DeploymentEvent.Succeeded succeeded) {
            return succeeded(facts, succeeded, cause);
        } else if (event instanceof DeploymentEvent.Failed failed) {
            return failed(facts, failed, cause);
        } else if (event instanceof DeploymentEvent.RolledBack rolledBack) {
            return rolledBack(facts, rolledBack, cause);
        } else if (event instanceof DeploymentEvent.Refused refused) {
            return refused(facts, refused, cause);
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            return skipped(facts, skipped, cause);
        } else if (event instanceof DeploymentEvent.Superseded superseded) {
            end(facts, cause, new End(superseded.revision(), superseded.generation(), "superseded", null));
            return List.of();
        } else if (event instanceof DeploymentEvent.Suspended || event instanceof DeploymentEvent.Resumed) {
            facts.suspended = event instanceof DeploymentEvent.Suspended;
            return List.of();
        } else if (event instanceof DeploymentEvent.DriftDetected detected) {
            return driftDetected(facts, detected, cause);
        } else if (event instanceof DeploymentEvent.DriftCorrected) {
            facts.drift = List.of();
            return resolve(facts, Set.of(Incident.Kind.DRIFT), cause, "what runs is again what was applied", null);
        }
        throw new IllegalArgumentException("no rule for " + event.getClass());
    }

    private List<Output> started(StackOnHost facts, DeploymentEvent.Started event, Observation cause) {
        if (event.generation() < facts.endedGeneration()) {
            return List.of();
        }
        facts.deploying = event.revision();
        return List.of(cdEvents.started(event, cause));
    }

    private List<Output> succeeded(StackOnHost facts, DeploymentEvent.Succeeded event, Observation cause) {
        Revision golden = facts.golden;
        String started = Links.startOf(facts, event, cause);
        if (!end(facts, cause, new End(event.revision(), event.generation(), null, null))) {
            return List.of();
        }
        runs(facts, event.revision(), event.revision(), cause);
        facts.quarantined.remove(event.revision());
        List<Output> outputs = new ArrayList<>();
        String outcome = null;
        if (golden == null || !golden.equals(event.revision()) || hasChanged(event.services())) {
            var what = golden == null ? CdEvents.Service.DEPLOYED : CdEvents.Service.UPGRADED;
            Output.Foreign told = cdEvents.service(
                    what,
                    cause,
                    facts,
                    artifact(facts, event.revision(), event.images()),
                    custom(event.revision(), event.services(), event.images()),
                    started);
            outputs.add(told);
            outcome = told.event().getId();
        }
        outputs.addAll(resolve(facts, ALL, cause, event.revision().brief() + " runs and passed its gate", outcome));
        return outputs;
    }

    private List<Output> failed(StackOnHost facts, DeploymentEvent.Failed event, Observation cause) {
        String started = Links.startOf(facts, event, cause);
        if (!end(facts, cause, new End(event.revision(), event.generation(), event.reason(), event.message()))) {
            return List.of();
        }
        facts.golden = event.golden();
        List<Output> outputs = new ArrayList<>();
        Output.Foreign told = cdEvents.failed(event, cause, started);
        outputs.add(told);
        outputs.addAll(incident(
                facts,
                event.revision(),
                event.reason(),
                event.message(),
                cause,
                told.event().getId()));
        return outputs;
    }

    private List<Output> rolledBack(StackOnHost facts, DeploymentEvent.RolledBack event, Observation cause) {
        String started = Links.startOf(facts, event, cause);
        if (!end(facts, cause, new End(event.failed(), event.generation(), event.reason(), event.message()))) {
            return List.of();
        }
        runs(facts, event.revision(), event.revision(), cause);
        List<Output> outputs = new ArrayList<>();
        Output.Foreign told = cdEvents.service(
                CdEvents.Service.ROLLEDBACK,
                cause,
                facts,
                artifact(facts, event.revision(), event.images()),
                custom(event.revision(), event.services(), event.images()),
                started);
        String outcome = told.event().getId();
        outputs.add(told);
        if (Reasons.isCommand(event.reason())) { // a person wanted it: nothing failed
            facts.quarantined.remove(event.revision());
            outputs.addAll(resolve(facts, ALL, cause, event.message(), outcome));
            return outputs;
        }
        facts.quarantined.add(event.failed());
        outputs.addAll(incident(facts, event.failed(), event.reason(), event.message(), cause, outcome));
        return outputs;
    }

    private List<Output> refused(StackOnHost facts, DeploymentEvent.Refused event, Observation cause) {
        if (Reasons.isCommand(event.reason())) {
            return List.of(); // what a person wanted was refused, not the revision
        }
        if (!end(facts, cause, new End(event.revision(), event.generation(), event.reason(), event.message()))) {
            return List.of();
        }
        facts.golden = event.golden();
        return incident(facts, event.revision(), event.reason(), event.message(), cause, null);
    }

    /** Nothing to do is as good as done, unless the revision is in quarantine. */
    private List<Output> skipped(StackOnHost facts, DeploymentEvent.Skipped event, Observation cause) {
        if (Reasons.isCommand(event.reason())) {
            return List.of();
        }
        if (Reasons.isWaiting(event.reason())) {
            facts.waiting = new StackStatus.Waiting(event.generation(), event.reason(), event.message());
            return List.of();
        }
        if (!end(facts, cause, new End(event.revision(), event.generation(), event.reason(), event.message()))
                || Reasons.isQuarantine(event.reason())) {
            return List.of();
        }
        Revision golden = facts.golden != null && facts.golden.equals(facts.actual) ? event.revision() : facts.golden;
        runs(facts, event.revision(), golden, cause);
        return resolve(facts, ALL, cause, event.revision().brief() + " already runs", null);
    }

    private List<Output> driftDetected(StackOnHost facts, DeploymentEvent.DriftDetected event, Observation cause) {
        facts.drift = List.copyOf(event.drift());
        Incident incident = newIncident(facts, Incident.Kind.DRIFT, event.revision(), cause);
        if (!facts.open(incident)) {
            return List.of();
        }
        ObjectNode custom = CdEvents.reason("drift", null);
        custom.set("drift", EventJson.MAPPER.valueToTree(event.drift()));
        return List.of(cdEvents.detected(incident, cause, facts, StatusView.describe(event.drift()), custom, null));
    }

    private static void runs(StackOnHost facts, Revision revision, @Nullable Revision golden, Observation cause) {
        facts.actual = revision;
        facts.golden = golden;
        facts.drift = List.of();
        facts.lastSynced = cause.appended();
    }

    private static boolean end(StackOnHost facts, Observation cause, End end) {
        if (!facts.isNews(cause.meta().id(), end.generation())) {
            return false;
        }
        facts.ended(new Entry(
                cause.appended(),
                EventType.of(cause.event()).shortName(),
                end.revision(),
                end.generation(),
                cause.meta().id(),
                end.reason(),
                end.message()));
        return true;
    }

    private List<Output> incident(
            StackOnHost facts,
            Revision revision,
            String reason,
            String message,
            Observation cause,
            @Nullable String outcome) {
        Incident incident = newIncident(facts, Incident.Kind.DEPLOYMENT, revision, cause);
        if (!facts.open(incident)) {
            return List.of();
        }
        return List.of(cdEvents.detected(incident, cause, facts, message, CdEvents.reason(reason, message), outcome));
    }

    private static Incident newIncident(
            StackOnHost facts, Incident.Kind kind, @Nullable Revision revision, Observation cause) {
        String id = facts.key() + "/" + kind.text() + "/" + cause.meta().id();
        return new Incident(id, kind, revision, cause.appended());
    }

    /** Closes what is open. */
    private List<Output> resolve(
            StackOnHost facts,
            Set<Incident.Kind> kinds,
            Observation cause,
            String description,
            @Nullable String outcome) {
        return facts.close(kinds).stream()
                .map(incident -> cdEvents.resolved(incident, cause, facts, description, outcome))
                .toList();
    }

    /** The end of the facts: its containers are gone, or nobody looks after them any more. */
    List<Output> left(StackOnHost facts, DeploymentEvent event, Observation cause) {
        List<Output> outputs = new ArrayList<>();
        String outcome = null;
        if (event instanceof DeploymentEvent.Removed removed) {
            ObjectNode custom = CdEvents.reason(removed.reason(), null);
            if (facts.actual != null) {
                custom.put("revision", facts.actual.toString());
            }
            Output.Foreign told = cdEvents.service(CdEvents.Service.REMOVED, cause, facts, null, custom, null);
            outputs.add(told);
            outcome = told.event().getId();
        }
        String description = "Longshore does not run this stack on this host any more";
        outputs.addAll(resolve(facts, ALL, cause, description, outcome));
        return outputs;
    }

    private static String artifact(StackOnHost facts, Revision revision, @Nullable Map<String, String> images) {
        return PackageUrl.of(facts.stack, revision, images == null ? Map.of() : images);
    }

    private static ObjectNode custom(
            Revision revision, List<ServiceDecision> services, @Nullable Map<String, String> images) {
        ObjectNode custom = CdEvents.object().put("revision", revision.toString());
        custom.set("services", EventJson.MAPPER.valueToTree(services));
        if (images != null) {
            custom.set("images", EventJson.MAPPER.valueToTree(new TreeMap<>(images)));
        }
        return custom;
    }

    private static boolean hasChanged(List<ServiceDecision> services) {
        return services.stream().anyMatch(service -> service.decision() != ServiceDecision.Decision.KEPT);
    }
}
