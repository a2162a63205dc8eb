/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.Position;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import dev.longshore.syncer.stacks.Bundle;
import dev.longshore.syncer.stacks.BundleBuilder;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does all publishing of one look, in this order: chunks of bundles, {@code revision.*}, {@code source.*}, tombstones of old chunks. A
 * crash after any of them leaves at most chunks that nobody points at; the next look goes on from what the log has. Blocks.
 */
final class Announcer {
    private final EventPublisher publisher;
    private final EventFactory events;
    private final AnnouncedRevisions announced;
    private final BundleBuilder builder;
    private final BundleSender bundles;

    Announcer(EventPublisher publisher, EventFactory events, AnnouncedRevisions announced, BundleBuilder builder) {
        this.publisher = publisher;
        this.events = events;
        this.announced = announced;
        this.builder = builder;
        this.bundles = new BundleSender(publisher);
    }

    /** Announces the stacks that changed or left. Nothing is announced if one of them cannot be. */
    Announcement announce(Look look, SyncRequests requests)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        List<Look.Change> changes = look.changes(announced, requests.force());
        List<RevisionEvent> revisions = new ArrayList<>();
        Map<StackId, BundlePointer> unused = new HashMap<>();
        for (Look.Change change : changes) {
            RevisionEvent.Changed revision = changed(look, change);
            revisions.add(revision);
            change.unusedAfter(revision).ifPresent(pointer -> unused.put(change.id(), pointer));
        }
        for (RevisionEvent.Changed gone : look.gone(announced)) {
            // what the stack last said of itself counts: the commit that removes it says nothing of it any more
            revisions.add(new RevisionEvent.Removed(
                    gone.stack(),
                    look.tip().revision(),
                    gone.generation() + 1,
                    gone.spec().prune()));
        }
        publishAll(revisions, requests.cause());
        revisions.forEach(announced::put);
        return new Announcement(revisions.stream().map(RevisionEvent::stack).toList(), unused);
    }

    private RevisionEvent.Changed changed(Look look, Look.Change change)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        return new RevisionEvent.Changed(
                change.id(),
                change.stack().spec(),
                look.tip().revision(),
                change.generation(),
                change.stack().digest(),
                look.tree().commit(),
                bundle(look, change),
                look.isForced(change));
    }

    private BundlePointer bundle(Look look, Look.Change change)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        BundlePointer last = change.last() == null ? null : change.last().bundle();
        try (Bundle bundle = builder.build(look.tree(), change.stack())) {
            boolean same = last != null && last.sha256().equals(bundle.sha256());
            return last != null && same ? last : bundles.send(change.id(), bundle);
        }
    }

    private void publishAll(List<RevisionEvent> revisions, @Nullable EventMeta cause) throws UnpublishedException {
        List<Future<Position>> sent = new ArrayList<>();
        for (RevisionEvent revision : revisions) {
            String digest = revision instanceof RevisionEvent.Changed changed ? changed.treeDigest() : "removed";
            String id = EventFactory.derivedId(
                    "revision", revision.stack().toString(), Long.toString(revision.generation()), digest);
            sent.add(publisher.publish(envelope(cause, revision, id)));
        }
        for (Future<Position> one : sent) {
            Acknowledgement.await(one);
        }
    }

    /** Publishes how a look ended. Twice for the same requests, it is the same event. */
    void tell(SourceEvent event, SyncRequests requests) throws UnpublishedException {
        EventMeta cause = requests.cause();
        Envelope<SourceEvent> envelope = event.requests().isEmpty()
                ? events.causedByNullable(cause, event)
                : envelope(
                        cause,
                        event,
                        EventFactory.derivedId("source", event.repository(), String.join(",", event.requests())));
        Acknowledgement.await(publisher.publish(envelope));
    }

    private <E extends Event> Envelope<E> envelope(@Nullable EventMeta cause, E event, String id) {
        if (cause != null) {
            return events.causedBy(cause, event, id);
        }
        EventMeta meta = events.first(event).meta();
        return new Envelope<>(new EventMeta(id, meta.source(), meta.time(), meta.traceparent(), id, null), event);
    }

    /**
     * Takes the bundles off the log that this announcement left without use: those before the current and the previous one. Last of all,
     * because nothing is lost if it does not happen.
     */
    void dropOld(Announcement announcement) throws UnpublishedException {
        for (Map.Entry<StackId, BundlePointer> unused : announcement.unused().entrySet()) {
            bundles.drop(unused.getKey(), unused.getValue());
        }
    }

    /**
     * What was announced.
     *
     * @param unused bundles that nobody needs any more
     */
    record Announcement(List<StackId> stacks, Map<StackId, BundlePointer> unused) {}
}
