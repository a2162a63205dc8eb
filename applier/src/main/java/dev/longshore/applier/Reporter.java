/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.Hold;
import dev.longshore.applier.store.HostIdentity;
import dev.longshore.applier.store.Leaving;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.EventType;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.Text;
import java.util.List;
import java.util.Map;

/** Words the events of attempts. The same outcome of the same attempt is the same event, however often it is told. */
final class Reporter {
    private static final int MESSAGE = 10_000; // 50 lines of a log, and what is said of them

    private final HostIdentity identity;
    private final EventFactory events;

    Reporter(HostIdentity identity, EventFactory events) {
        this.identity = identity;
        this.events = events;
    }

    String host() {
        return identity.host();
    }

    Envelope<?> started(Attempt attempt) {
        return derived(
                attempt,
                new DeploymentEvent.Started(
                        attempt.store().stack(),
                        host(),
                        attempt.revision(),
                        attempt.generation(),
                        attempt.previousRevision(),
                        attempt.goldenRevision(),
                        attempt.number()),
                "");
    }

    /** @param images by service, as {@link Candidate#references} has them */
    OutgoingEvent succeeded(Attempt attempt, List<ServiceDecision> services, Map<String, String> images) {
        return outgoing(
                attempt,
                new DeploymentEvent.Succeeded(
                        attempt.store().stack(),
                        host(),
                        attempt.revision(),
                        attempt.generation(),
                        attempt.previousRevision(),
                        attempt.number(),
                        services,
                        attempt.phases().millis(),
                        images),
                "");
    }

    OutgoingEvent failed(Attempt attempt, String reason, String message, List<ServiceDecision> services) {
        return outgoing(
                attempt,
                new DeploymentEvent.Failed(
                        attempt.store().stack(),
                        host(),
                        attempt.revision(),
                        attempt.generation(),
                        attempt.goldenRevision(),
                        attempt.number(),
                        reason,
                        Text.printable(message, MESSAGE),
                        services,
                        attempt.phases().millis()),
                reason);
    }

    /** @param bad what did not pass, which after a supersession is not what the attempt is about */
    OutgoingEvent rolledBack(
            Attempt attempt, Revision golden, Bad bad, List<ServiceDecision> services, Map<String, String> images) {
        return outgoing(
                attempt,
                new DeploymentEvent.RolledBack(
                        attempt.store().stack(),
                        host(),
                        golden,
                        bad.revision(),
                        bad.generation(),
                        bad.attempt(),
                        bad.reason(),
                        Text.printable(bad.message(), MESSAGE),
                        services,
                        attempt.phases().millis(),
                        images),
                Long.toString(bad.generation()));
    }

    /** A person wanted another revision than the log does, and it runs now. */
    OutgoingEvent returned(Attempt attempt, Hold hold, List<ServiceDecision> services, Map<String, String> images) {
        return rolledBack(
                attempt,
                attempt.revision(),
                new Bad(
                        hold.instead(),
                        attempt.generation(),
                        attempt.number(),
                        "command.rollback",
                        hold.by() + " asked for " + attempt.revision().brief() + " instead of "
                                + hold.instead().brief() + "; it stays until a newer commit comes, or 'longshore retry "
                                + attempt.store().stack() + "'"),
                services,
                images);
    }

    /** A revision that golden takes the place of. */
    record Bad(Revision revision, long generation, int attempt, String reason, String message) {}

    OutgoingEvent refused(Attempt attempt, String reason, String message) {
        return outgoing(
                attempt,
                new DeploymentEvent.Refused(
                        attempt.store().stack(),
                        host(),
                        attempt.revision(),
                        attempt.generation(),
                        attempt.goldenRevision(),
                        reason,
                        Text.printable(message, MESSAGE)),
                reason);
    }

    OutgoingEvent skipped(Attempt attempt, String reason, String message) {
        return outgoing(
                attempt,
                new DeploymentEvent.Skipped(
                        attempt.store().stack(), host(), attempt.revision(), attempt.generation(), reason, message),
                reason);
    }

    OutgoingEvent superseded(EventMeta cause, StackId stack, Revision revision, long generation, long by) {
        DeploymentEvent event = new DeploymentEvent.Superseded(stack, host(), revision, generation, by);
        return OutgoingEvent.of(events.causedBy(cause, event, id(event, generation, 0, "")));
    }

    OutgoingEvent orphaned(EventMeta cause, StackId stack, long generation, String reason) {
        DeploymentEvent event = new DeploymentEvent.Orphaned(stack, host(), reason);
        return OutgoingEvent.of(events.causedBy(cause, event, id(event, generation, 0, reason)));
    }

    OutgoingEvent removed(Leaving leaving, StackId stack) {
        DeploymentEvent event = new DeploymentEvent.Removed(stack, host(), leaving.reason());
        return OutgoingEvent.of(
                events.causedBy(leaving.meta(), event, id(event, leaving.generation(), 0, leaving.reason())));
    }

    /** Why a revision is not begun yet. */
    OutgoingEvent waiting(StackId stack, Desired wanted, Dependencies.Wait wait) {
        DeploymentEvent event = new DeploymentEvent.Skipped(
                stack, host(), wanted.event().revision(), wanted.generation(), wait.reason(), wait.message());
        String distinct = wanted.meta().id() + "\u0000" + wait.reason() + "\u0000" + wait.message();
        return OutgoingEvent.of(events.causedBy(wanted.meta(), event, id(event, wanted.generation(), 0, distinct)));
    }

    /** What a command led to at once. */
    OutgoingEvent answer(EventMeta command, DeploymentEvent event) {
        String id = EventFactory.derivedId(
                EventType.of(event).type(), identity.id(), event.stack().toString(), command.id());
        return OutgoingEvent.of(events.causedBy(command, event, id));
    }

    /** A log that was made anew knows nothing of what runs, nor of what people want: both are told as before its first generation. */
    StackState toldAgain(StackState state, String log) {
        Applied applied = state.applied();
        StackState told = state;
        if (applied != null) {
            told = told.post(begun(
                    new DeploymentEvent.Succeeded(
                            state.stack(), host(), applied.event().revision(), 0, null, 1, List.of(), Map.of()),
                    log));
        }
        return state.orders().suspended()
                ? told.post(begun(
                        new DeploymentEvent.Suspended(state.stack(), host(), "before the log was made anew"), log))
                : told;
    }

    private OutgoingEvent begun(DeploymentEvent event, String log) {
        return OutgoingEvent.of(events.first(event, id(event, 0, 0, log)));
    }

    /** An event that happens once, so under an id of its own. */
    OutgoingEvent once(EventMeta cause, DeploymentEvent event) {
        return OutgoingEvent.of(events.causedBy(cause, event));
    }

    private OutgoingEvent outgoing(Attempt attempt, DeploymentEvent event, String distinction) {
        return OutgoingEvent.of(derived(attempt, event, distinction));
    }

    private Envelope<?> derived(Attempt attempt, DeploymentEvent event, String distinction) {
        // the same generation may be tried again because a person asked: then the cause is another
        String distinct = attempt.cause().id() + "\u0000" + distinction;
        return events.causedBy(attempt.cause(), event, id(event, attempt.generation(), attempt.number(), distinct));
    }

    private String id(DeploymentEvent event, long generation, int attempt, String distinction) {
        return EventFactory.derivedId(
                EventType.of(event).type(),
                identity.id(),
                event.stack().toString(),
                Long.toString(generation),
                Integer.toString(attempt),
                distinction);
    }
}
