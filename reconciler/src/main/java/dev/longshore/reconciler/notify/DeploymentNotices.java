/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Revision;
import dev.longshore.events.config.Severity;
import dev.longshore.reconciler.notify.Notice.Where;
import dev.longshore.reconciler.notify.NoticeReader.Draft;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a host tells people of a stack. */
final class DeploymentNotices {
    private DeploymentNotices() {}

    static Change read(Draft draft, DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Started started) {
            return new Ending(event, started.revision())
                    .change(draft.severity(Severity.DEBUG), "started " + started.attempt());
        } else if (event instanceof DeploymentEvent.Succeeded succeeded) {
            return new Ending(event, succeeded.revision()).change(draft, "succeeded");
        } else if (event instanceof DeploymentEvent.Failed failed) {
            draft.severity(Severity.ERROR).reason(failed.reason(), failed.message());
            return new Ending(event, failed.revision()).change(draft, "failed " + failed.reason());
        } else if (event instanceof DeploymentEvent.RolledBack rolledBack) {
            draft.severity(unlessCommanded(rolledBack.reason())).reason(rolledBack.reason(), rolledBack.message());
            return new Ending(event, rolledBack.failed()).change(draft, "rolledback " + rolledBack.reason());
        } else if (event instanceof DeploymentEvent.Refused refused) {
            draft.severity(unlessCommanded(refused.reason())).reason(refused.reason(), refused.message());
            return new Ending(event, refused.revision()).change(draft, "refused " + refused.reason());
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            draft.severity(Severity.DEBUG).reason(skipped.reason(), skipped.message());
            return new Ending(event, skipped.revision()).change(draft, "skipped " + skipped.reason());
        } else if (event instanceof DeploymentEvent.Superseded superseded) {
            return new Ending(event, superseded.revision()).change(draft.severity(Severity.DEBUG), "superseded");
        }
        return other(draft, event);
    }

    /** What is not the end of one revision's deployment. */
    private static Change other(Draft draft, DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Suspended suspended) {
            return attention(draft.reason("command.suspend", suspended.reason()), event, "suspended");
        } else if (event instanceof DeploymentEvent.Resumed resumed) {
            return attention(draft.reason("command.resume", resumed.reason()), event, "resumed");
        } else if (event instanceof DeploymentEvent.Orphaned orphaned) {
            return gone(draft.severity(Severity.WARNING).reason(orphaned.reason(), ""), event, "orphaned");
        } else if (event instanceof DeploymentEvent.Removed removed) {
            return gone(draft.reason(removed.reason(), ""), event, "removed");
        } else if (event instanceof DeploymentEvent.DriftDetected detected) {
            draft.severity(Severity.WARNING).revision(detected.revision()).reason("drift", describe(detected.drift()));
            return drift(draft, event, "drifted " + kinds(detected.drift()));
        } else if (event instanceof DeploymentEvent.DriftCorrected corrected) {
            draft.revision(corrected.revision()).reason("drift", describe(corrected.drift()));
            return drift(draft, event, "corrected");
        }
        throw new IllegalArgumentException("no notice for " + event.getClass());
    }

    /** What a person asked for is no trouble. */
    private static Severity unlessCommanded(String reason) {
        return reason.startsWith("command.") ? Severity.INFO : Severity.ERROR;
    }

    /** How the deployment of a revision goes. One commit is one cause, on however many stacks and hosts. */
    private record Ending(DeploymentEvent event, Revision revision) {
        Change change(Draft draft, String state) {
            String cause = event.stack().repository() + "@" + revision.commit();
            Notice notice = draft.revision(revision).notice(cause, where(event));
            return new Change(
                    aspect("deployment", event),
                    state + " " + revision,
                    Change.Kind.ORDINARY,
                    Set.of(aspect("drift", event)),
                    notice);
        }
    }

    private static Change attention(Draft draft, DeploymentEvent event, String state) {
        Notice notice = draft.notice(state + " " + draft.correlation(), where(event));
        return draft.change(aspect("attention", event), state, notice);
    }

    private static Change gone(Draft draft, DeploymentEvent event, String state) {
        Notice notice = draft.notice(state + " " + draft.correlation(), where(event));
        return new Change(
                aspect("deployment", event),
                state,
                Change.Kind.ORDINARY,
                Set.of(aspect("drift", event), aspect("attention", event)),
                notice);
    }

    /** What happens to a host makes all its stacks drift. */
    private static Change drift(Draft draft, DeploymentEvent event, String state) {
        Notice notice = draft.notice("drift on " + event.host(), where(event));
        return draft.change(aspect("drift", event), state, notice);
    }

    private static Where where(DeploymentEvent event) {
        return new Where(event.stack().repository(), event.stack(), event.host());
    }

    private static String aspect(String name, DeploymentEvent event) {
        return name + " " + event.stack() + "@" + event.host();
    }

    /** What was observed may differ from one look to the next, and be the same drift. */
    private static String kinds(List<Drift> drift) {
        return drift.stream()
                .map(one -> one.service() + " " + one.kind().text())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String describe(List<Drift> drift) {
        return drift.stream()
                .map(one -> one.service() + " is " + one.kind().text() + ": expected " + one.expected() + ", observed "
                        + one.observed())
                .collect(Collectors.joining("; "));
    }
}
