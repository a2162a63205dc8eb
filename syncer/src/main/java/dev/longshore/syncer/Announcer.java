/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.kafka.FencedPublisher;
import dev.longshore.events.kafka.UnpublishedException;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import dev.longshore.syncer.stacks.BundleBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does all publishing for the repositories of one partition, as long as nobody else owns it. Large bundles go first; then one transaction
 * holds what changed, how the look ended, and the end of bundles that nobody needs any more. A crash anywhere leaves at most chunks that
 * nobody points at; the next look goes on from what the log has. Blocks; safe for use by many threads.
 */
final class Announcer implements AutoCloseable {
    private final FencedPublisher publisher;
    private final EventFactory events;
    private final Drafts drafts;

    Announcer(FencedPublisher publisher, EventFactory events, AnnouncedRevisions announced, BundleBuilder builder) {
        this.publisher = publisher;
        this.events = events;
        this.drafts = new Drafts(publisher, announced, builder);
    }

    /** The stacks that changed or left. Nothing is drafted if one of them cannot be announced. */
    Draft draft(Look look, SyncRequests requests)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        return drafts.draft(look, requests.force());
    }

    /** Publishes a draft and how its look ended: all of it, or nothing. */
    void publish(Draft draft, List<SourceEvent> answers, SyncRequests requests) throws UnpublishedException {
        if (draft.entries().isEmpty() && answers.isEmpty()) {
            return;
        }
        List<RevisionEvent> revisions = publisher.transact(transaction -> {
            List<RevisionEvent> published = new ArrayList<>();
            for (Draft.Entry entry : draft.entries()) {
                RevisionEvent event = entry.event(transaction);
                transaction.publish(envelope(requests.cause(), event, id(event)));
                for (BundlePointer unused : drafts.unusedAfter(event)) {
                    BundleSender.drop(transaction, event.stack(), unused);
                }
                published.add(event);
            }
            answers.forEach(answer -> transaction.publish(envelope(answer, requests)));
            return published;
        });
        revisions.forEach(drafts::announced);
    }

    private static String id(RevisionEvent event) {
        String digest = event instanceof RevisionEvent.Changed changed ? changed.treeDigest() : "removed";
        return EventFactory.derivedId("revision", event.stack().toString(), Long.toString(event.generation()), digest);
    }

    /** Publishes how a look ended. Twice for the same requests, it is the same event. */
    void tell(SourceEvent event, SyncRequests requests) throws UnpublishedException {
        publish(new Draft(List.of()), List.of(event), requests);
    }

    private Envelope<SourceEvent> envelope(SourceEvent event, SyncRequests requests) {
        EventMeta cause = requests.cause();
        return event.requests().isEmpty()
                ? events.causedByNullable(cause, event)
                : envelope(
                        cause,
                        event,
                        EventFactory.derivedId("source", event.repository(), String.join(",", event.requests())));
    }

    private <E extends Event> Envelope<E> envelope(@Nullable EventMeta cause, E event, String id) {
        return cause == null ? events.first(event, id) : events.causedBy(cause, event, id);
    }

    /** Publishes nothing any more. Waits for a transaction under way. */
    @Override
    public void close() {
        publisher.close();
    }
}
