/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Revision;
import dev.longshore.events.Text;
import dev.longshore.reconciler.forge.CommitStatus.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment event means for a commit.
 *
 * @param revision the commit it is about
 * @param onlyPending it ends what is pending, and says nothing where something else is told already
 */
record CommitUpdate(Revision revision, CommitStatus status, boolean onlyPending) {
    private static final int DESCRIPTION = 300;

    /** Empty for events that say nothing of a commit: drift, suspensions, and answers to a person's command. */
    static Optional<CommitUpdate> of(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Started e) {
            String attempt = e.attempt() > 1 ? ", attempt " + e.attempt() : "";
            return told(e, e.revision(), State.PENDING, "is being applied" + attempt);
        }
        if (event instanceof DeploymentEvent.Succeeded e) {
            return told(e, e.revision(), State.SUCCESS, "runs and passed its health gate");
        }
        if (event instanceof DeploymentEvent.RolledBack e) {
            return isCommand(e.reason())
                    ? Optional.empty()
                    : told(
                            e,
                            e.failed(),
                            State.FAILURE,
                            "rolled back to " + e.revision().brief() + why(e.reason(), e.message()));
        }
        if (event instanceof DeploymentEvent.Failed e) {
            return told(e, e.revision(), State.FAILURE, "failed" + why(e.reason(), e.message()));
        }
        if (event instanceof DeploymentEvent.Refused e) {
            return isCommand(e.reason())
                    ? Optional.empty()
                    : told(e, e.revision(), State.FAILURE, "refused" + why(e.reason(), e.message()));
        }
        return passedOver(event);
    }

    private static Optional<CommitUpdate> passedOver(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Superseded e) {
            CommitStatus status = status(e, State.CANCELLED, "a newer revision came before this one was done");
            return Optional.of(new CommitUpdate(e.revision(), status, true));
        }
        if (event instanceof DeploymentEvent.Skipped e && !isCommand(e.reason())) {
            boolean waits = e.reason().startsWith("depends.");
            return told(
                    e,
                    e.revision(),
                    waits ? State.PENDING : State.FAILURE,
                    (waits ? "waits" : "not applied") + why(e.reason(), e.message()));
        }
        return Optional.empty();
    }

    /** Whether a person wanted it so: then nothing failed. */
    static boolean isCommand(String reason) {
        return reason.startsWith("command.");
    }

    private static String why(String reason, @Nullable String message) {
        String line = message == null ? "" : Text.firstLine(message, DESCRIPTION);
        return ": " + reason + (line.isEmpty() ? "" : ": " + line);
    }

    private static Optional<CommitUpdate> told(
            DeploymentEvent event, Revision revision, State state, String description) {
        return Optional.of(new CommitUpdate(revision, status(event, state, description), false));
    }

    private static CommitStatus status(DeploymentEvent event, State state, String description) {
        return new CommitStatus(state, context(event), description, null);
    }

    /** One for each stack and host: they may fare differently. */
    static String context(DeploymentEvent event) {
        return "longshore/" + event.stack() + "@" + event.host();
    }

    /** The same, leading somewhere. */
    CommitUpdate linked(@Nullable String link) {
        CommitStatus with = new CommitStatus(status.state(), status.context(), status.description(), link);
        return new CommitUpdate(revision, with, onlyPending);
    }
}
