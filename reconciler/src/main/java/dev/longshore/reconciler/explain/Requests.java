/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.Event;
import dev.longshore.events.PushReceived;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.reconciler.explain.Explanation.Look;
import dev.longshore.reconciler.explain.Explanation.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushes, requests and the looks that answer them, as they are shown. */
final class Requests {
    private final SourceFacts source;

    Requests(SourceFacts source) {
        this.source = source;
    }

    static Request shown(Told<Event> told) {
        if (told.event() instanceof PushReceived push) {
            return new Request(
                    told.id(),
                    Trigger.PUSH,
                    told.at(),
                    push.provider(),
                    push.webhook(),
                    push.deliveryId(),
                    push.pusher(),
                    push.ref(),
                    push.before(),
                    push.after(),
                    null,
                    false);
        }
        SyncRequested sync = (SyncRequested) told.event();
        return new Request(
                told.id(),
                sync.trigger(),
                told.at(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                sync.requestedBy(),
                sync.force());
    }

    Request shown(String id) {
        return source.request(id).map(Requests::shown).orElseGet(() -> Request.unknown(id));
    }

    Look look(Told<SourceEvent> told) {
        SourceEvent event = told.event();
        List<Request> requests = event.requests().stream().map(this::shown).toList();
        SourceEvent.@Nullable Changed changed = event instanceof SourceEvent.Changed c ? c : null;
        SourceEvent.@Nullable Failed failed = event instanceof SourceEvent.Failed f ? f : null;
        return new Look(
                told.at(),
                told.type(),
                trigger(event),
                SourceFacts.revision(event),
                changed == null ? null : changed.previous(),
                requests,
                changed == null ? List.of() : changed.stacks(),
                failed == null ? null : failed.reason(),
                failed == null ? null : failed.message());
    }

    private static Trigger trigger(SourceEvent event) {
        if (event instanceof SourceEvent.Changed changed) {
            return changed.trigger();
        }
        if (event instanceof SourceEvent.Unchanged unchanged) {
            return unchanged.trigger();
        }
        return event instanceof SourceEvent.Failed failed
                ? failed.trigger()
                : ((SourceEvent.Recovered) event).trigger();
    }

    /** Who or what made the syncer look: the newest of the requests that gave the look its trigger. */
    static String finder(Look look) {
        Request newest = null;
        for (Request request : look.requests()) {
            newest = request.trigger() == look.trigger() ? request : newest;
        }
        return newest != null
                ? words(newest)
                : switch (look.trigger()) {
                    case PUSH -> "a push";
                    case MANUAL -> "a request";
                    case POLL -> "a poll";
                    case STARTUP -> "the syncer's look at its start";
                    case RETRY -> "another try of the syncer, after a failed one";
                };
    }

    /** Such as {@code the push of me (delivery 72d3162e)}. */
    static String words(Request request) {
        Trigger trigger = request.trigger();
        if (trigger == null) {
            return "a request that the log does not have any more (" + request.eventId() + ")";
        }
        return switch (trigger) {
            case PUSH ->
                "the push" + (request.pusher() == null ? "" : " of " + request.pusher())
                        + (request.deliveryId() == null ? "" : " (delivery " + request.deliveryId() + ")");
            case MANUAL -> "the request of " + request.requestedBy();
            case POLL -> "a poll";
            case STARTUP, RETRY -> "the syncer itself";
        };
    }
}
