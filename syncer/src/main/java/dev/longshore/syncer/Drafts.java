/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.FencedPublisher;
import dev.longshore.events.kafka.UnpublishedException;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import dev.longshore.syncer.stacks.Bundle;
import dev.longshore.syncer.stacks.BundleBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is to be announced, and puts large bundles on the log before it is. Remembers those that have not been announced since, to
 * use them the next time or take them off: a repository with one bad stack must not send its good ones again with each look.
 */
final class Drafts {
    /** Bytes of small bundles that travel in one announcing transaction; what is more goes before it. */
    private static final int INLINE_BYTES = 1 << 20;

    private final AnnouncedRevisions announced;
    private final BundleBuilder builder;
    private final BundleSender sender;
    private final Map<StackId, BundlePointer> unannounced = new ConcurrentHashMap<>();

    Drafts(FencedPublisher publisher, AnnouncedRevisions announced, BundleBuilder builder) {
        this.announced = announced;
        this.builder = builder;
        this.sender = new BundleSender(publisher);
    }

    /** Fails as a whole if one stack cannot be announced. */
    Draft draft(Look look, boolean force)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        List<Draft.Entry> entries = new ArrayList<>();
        int inline = 0;
        for (Look.Change change : look.changes(announced, force)) {
            BundleContent content = content(look, change, INLINE_BYTES - inline);
            inline += content.bytes();
            entries.add(new Draft.Changed(change.id(), content, announcing(look, change)));
        }
        for (RevisionEvent.Changed gone : look.gone(announced)) {
            // what the stack last said of itself counts: the commit that removes it says nothing of it any more
            entries.add(new Draft.Removed(new RevisionEvent.Removed(
                    gone.stack(),
                    look.tip().revision(),
                    gone.generation() + 1,
                    gone.spec().prune())));
        }
        return new Draft(entries);
    }

    private static Function<BundlePointer, RevisionEvent.Changed> announcing(Look look, Look.Change change)
            throws SourceException, MirrorDamagedException {
        boolean forced = look.isForced(change);
        RevisionEvent.Commit commit = look.tree().commit();
        AnnouncedRevisions.@Nullable Announced last = change.last();
        return pointer -> new RevisionEvent.Changed(
                change.id(),
                change.stack().spec(),
                look.tip().revision(),
                change.generation(),
                change.stack().digest(),
                commit,
                pointer,
                forced,
                last == null ? null : last.before(pointer.sha256()));
    }

    private BundleContent content(Look look, Look.Change change, int room)
            throws SourceException, MirrorDamagedException, UnpublishedException, IOException {
        try (Bundle bundle = builder.build(look.tree(), change.stack())) {
            Optional<BundlePointer> stored = stored(change, bundle.sha256());
            if (stored.isPresent()) {
                return new BundleContent.Stored(stored.get());
            }
            if (bundle.size() <= Math.min(room, BundlePointer.CHUNK_BYTES)) {
                return small(change.id(), bundle);
            }
            BundlePointer sent = sender.send(change.id(), bundle);
            BundlePointer older = unannounced.put(change.id(), sent);
            if (older != null) {
                sender.dropUnused(change.id(), older, announced.of(change.id()));
            }
            return new BundleContent.Stored(sent);
        }
    }

    private Optional<BundlePointer> stored(Look.Change change, String sha256) {
        AnnouncedRevisions.@Nullable Announced last = change.last();
        return Stream.of(
                        Optional.ofNullable(last).map(AnnouncedRevisions.Announced::bundle),
                        Optional.ofNullable(last).map(AnnouncedRevisions.Announced::previous),
                        Optional.ofNullable(unannounced.get(change.id())))
                .flatMap(Optional::stream)
                .filter(pointer -> pointer.sha256().equals(sha256))
                .findFirst();
    }

    private BundleContent small(StackId stack, Bundle bundle) throws UnpublishedException, IOException {
        try (InputStream in = bundle.open()) {
            return new BundleContent.Small(bundle.sha256(), sender.partitionOf(stack), in.readAllBytes());
        }
    }

    /** The bundles that are on the log without use once this event is. */
    List<BundlePointer> unusedAfter(RevisionEvent event) {
        List<BundlePointer> unused = new ArrayList<>();
        announced.of(event.stack()).ifPresent(last -> unused.addAll(last.unusedAfter(event)));
        BundlePointer sent = unannounced.get(event.stack());
        if (sent != null && !AnnouncedRevisions.Announced.of(event).uses(sent)) {
            unused.add(sent);
        }
        return unused;
    }

    /** This is on the log now. */
    void announced(RevisionEvent event) {
        unannounced.remove(event.stack());
        announced.put(event);
    }
}
