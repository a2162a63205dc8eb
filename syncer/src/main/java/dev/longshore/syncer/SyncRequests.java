/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.EventMeta;
import dev.longshore.events.PushReceived;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Received;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one look answers.
 *
 * @param requests from the log, oldest first; empty for a look of our own
 * @param own why we look ourselves; null if nobody but the requests wants it
 */
record SyncRequests(List<Request> requests, @Nullable Trigger own) {
    /** One record of {@code longshore.sync}. */
    record Request(EventMeta meta, Trigger trigger, boolean force) {}

    SyncRequests {
        requests = List.copyOf(requests);
    }

    static SyncRequests own(Trigger trigger) {
        return new SyncRequests(List.of(), trigger);
    }

    static SyncRequests of(List<Received.Understood> batch) {
        List<Request> requests = new ArrayList<>();
        for (Received.Understood record : batch) {
            EventMeta meta = record.envelope().meta();
            if (record.event() instanceof SyncRequested asked) {
                requests.add(new Request(meta, asked.trigger(), asked.force()));
            } else if (record.event() instanceof PushReceived) {
                requests.add(new Request(meta, Trigger.PUSH, false));
            }
        }
        return new SyncRequests(requests, null);
    }

    SyncRequests and(SyncRequests later) {
        List<Request> all = new ArrayList<>(requests);
        all.addAll(later.requests);
        return new SyncRequests(all, own == null ? later.own : own);
    }

    /** Event ids, each once: a record may be delivered twice. */
    List<String> ids() {
        return requests.stream().map(request -> request.meta().id()).distinct().toList();
    }

    boolean force() {
        return requests.stream().anyMatch(Request::force);
    }

    /** Whether somebody waits for the answer. */
    boolean isUrgent() {
        return requests.stream().anyMatch(request -> request.trigger() != Trigger.POLL);
    }

    /** The most telling of the reasons: a push before a person before a poll. */
    Trigger trigger() {
        return requests.stream()
                .map(Request::trigger)
                .min(Trigger::compareTo)
                .orElse(own == null ? Trigger.STARTUP : own);
    }

    /** The newest event of {@link #trigger()}: what it tells of is what the look finds. Null for a look of our own. */
    @Nullable
    EventMeta cause() {
        Trigger trigger = trigger();
        EventMeta newest = null;
        for (Request request : requests) {
            newest = request.trigger() == trigger ? request.meta() : newest;
        }
        return newest;
    }
}
