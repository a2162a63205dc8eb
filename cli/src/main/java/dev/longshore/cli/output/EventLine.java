/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.HostAlive;
import dev.longshore.events.PushReceived;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackCommand;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Text;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** One event as one line for people: time, subject, what happened, and what is worth knowing about it. */
public final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Ansi ansi;

    public EventLine(Ansi ansi) {
        this.ansi = ansi;
    }

    /** Colours on a terminal, unless {@code NO_COLOR} is set. */
    public static EventLine automatic() {
        return new EventLine(Ansi.AUTO);
    }

    public String format(Envelope<?> envelope) {
        String type = envelope.type().shortName();
        String subject = Text.printable(envelope.event().subject(), 60);
        String padded = String.format("%-22s", type);
        return TIME.format(envelope.meta().time())
                + "  " + String.format("%-28s", subject)
                + "  " + ansi.string("@|" + colour(envelope.event()) + " " + padded + "|@")
                + "  " + Text.printable(details(envelope.event()), 300).replace('\n', ' ');
    }

    private static String colour(Event event) {
        if (event instanceof DeploymentEvent.Failed
                || event instanceof DeploymentEvent.Refused
                || event instanceof SourceEvent.Failed) {
            return "red";
        }
        if (event instanceof DeploymentEvent.RolledBack || event instanceof DeploymentEvent.DriftDetected) {
            return "yellow";
        }
        return event instanceof DeploymentEvent.Succeeded || event instanceof DeploymentEvent.DriftCorrected
                ? "green"
                : "cyan";
    }

    private static String details(Event event) {
        if (event instanceof DeploymentEvent deployment) {
            return deployment.host() + "  " + deployment(deployment);
        }
        if (event instanceof SourceEvent source) {
            return source(source);
        }
        if (event instanceof PushReceived push) {
            return push.ref() + " " + brief(push.after()) + (push.pusher() == null ? "" : " by " + push.pusher());
        }
        if (event instanceof SyncRequested sync) {
            return sync.trigger().text() + " by " + sync.requestedBy() + (sync.force() ? ", forced" : "");
        }
        if (event instanceof RevisionEvent.Changed changed) {
            return changed.revision().brief() + " generation " + changed.generation() + ": "
                    + changed.commit().subject();
        }
        return other(event);
    }

    private static String other(Event event) {
        if (event instanceof RevisionEvent.Removed removed) {
            return "left the repository at " + removed.revision().brief();
        }
        if (event instanceof HostAlive host) {
            return host.labels() + " " + host.versions();
        }
        if (event instanceof RepositoryAdmitted admitted) {
            return admitted.url();
        }
        if (event instanceof StackCommand command) {
            return command.action().text()
                    + (command.revision() == null ? "" : " to " + command.revision())
                    + (command.host() == null ? "" : " on " + command.host())
                    + " by " + command.requestedBy();
        }
        return event instanceof DriftCheck ? "" : event.toString();
    }

    private static String source(SourceEvent source) {
        if (source instanceof SourceEvent.Changed changed) {
            return changed.revision().brief() + " " + changed.trigger().text() + ", stacks " + changed.stacks();
        }
        if (source instanceof SourceEvent.Failed failed) {
            return failed.reason() + ": " + failed.message()
                    + (failed.retryAt() == null ? "" : "; again at " + TIME.format(failed.retryAt()));
        }
        if (source instanceof SourceEvent.Unchanged unchanged) {
            return unchanged.revision().brief() + " " + unchanged.trigger().text();
        }
        return ((SourceEvent.Recovered) source).revision().brief();
    }

    /** What a host made of a stack, without its name and when. */
    public static String outcome(DeploymentEvent event) {
        return Text.printable(deployment(event), 300).replace('\n', ' ');
    }

    private static String deployment(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Succeeded e) {
            return e.revision().brief() + "  " + services(e.services()) + "  " + e.durations();
        }
        if (event instanceof DeploymentEvent.Started e) {
            return e.revision().brief() + " attempt " + e.attempt();
        }
        if (event instanceof DeploymentEvent.Failed e) {
            return e.revision().brief() + "  " + e.reason() + ": " + e.message();
        }
        if (event instanceof DeploymentEvent.RolledBack e) {
            return e.failed().brief() + " back to " + e.revision().brief() + "  " + e.reason() + ": " + e.message();
        }
        if (event instanceof DeploymentEvent.Refused e) {
            return e.revision().brief() + "  " + e.reason() + ": " + e.message();
        }
        return drift(event);
    }

    private static String drift(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.DriftDetected e) {
            return drifts(e.drift());
        }
        if (event instanceof DeploymentEvent.DriftCorrected e) {
            return drifts(e.drift()) + " in " + e.durationMs() + " ms";
        }
        if (event instanceof DeploymentEvent.Superseded e) {
            return e.revision().brief() + " by generation " + e.by();
        }
        if (event instanceof DeploymentEvent.Skipped e) {
            return e.revision().brief() + "  " + e.reason() + ": " + e.message();
        }
        return left(event);
    }

    private static String left(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Orphaned e) {
            return e.reason();
        }
        if (event instanceof DeploymentEvent.Removed e) {
            return e.reason();
        }
        if (event instanceof DeploymentEvent.Suspended e) {
            return e.reason();
        }
        return event instanceof DeploymentEvent.Resumed e ? e.reason() : "";
    }

    private static String drifts(List<DeploymentEvent.Drift> drifts) {
        return drifts.stream()
                .map(d -> d.service() + " " + d.kind().text() + " (" + d.observed() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String services(List<DeploymentEvent.ServiceDecision> services) {
        return services.stream()
                .map(s -> s.service() + " " + s.decision().text())
                .collect(Collectors.joining(", "));
    }

    private static String brief(@Nullable String commit) {
        return commit == null ? "" : commit.substring(0, Math.min(7, commit.length()));
    }
}
