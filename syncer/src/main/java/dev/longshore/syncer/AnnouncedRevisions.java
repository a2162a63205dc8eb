/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code longshore.revision} says was last announced of each stack. This, not a mirror, is the truth: mirrors may be lost. Safe for
 * use by many threads.
 */
final class AnnouncedRevisions {
    private final Map<StackId, Announced> byStack = new ConcurrentHashMap<>();

    /**
     * The last announcement of a stack.
     *
     * @param bundle that it announced; null if the stack was removed
     * @param previous the bundle before, with another content; null if there is none
     */
    record Announced(
            RevisionEvent latest,
            @Nullable BundlePointer bundle,
            @Nullable BundlePointer previous) {
        static Announced of(RevisionEvent event) {
            return event instanceof RevisionEvent.Changed changed
                    ? new Announced(event, changed.bundle(), changed.previousBundle())
                    : new Announced(event, null, null);
        }

        /** The bundle that comes before one with this digest. */
        @Nullable
        BundlePointer before(String sha256) {
            return isSame(bundle, sha256) ? previous : bundle;
        }

        /** The bundles that nobody needs once {@code event} is announced. */
        List<BundlePointer> unusedAfter(RevisionEvent event) {
            Announced next = of(event);
            return Stream.of(Optional.ofNullable(bundle), Optional.ofNullable(previous))
                    .flatMap(Optional::stream)
                    .filter(pointer -> !next.uses(pointer))
                    .toList();
        }

        boolean uses(BundlePointer pointer) {
            return isSame(bundle, pointer.sha256()) || isSame(previous, pointer.sha256());
        }

        private static boolean isSame(@Nullable BundlePointer pointer, String sha256) {
            return pointer != null && pointer.sha256().equals(sha256);
        }
    }

    /** Newer generations win, in whatever order they come. */
    void put(RevisionEvent event) {
        byStack.merge(
                event.stack(),
                Announced.of(event),
                (known, added) -> added.latest().generation() > known.latest().generation() ? added : known);
    }

    Optional<Announced> of(StackId stack) {
        return Optional.ofNullable(byStack.get(stack));
    }

    /** The stacks of a repository that have been announced and not removed. */
    List<RevisionEvent.Changed> standing(String repository) {
        return byStack.values().stream()
                .map(Announced::latest)
                .filter(event -> event.stack().repository().equals(repository))
                .filter(RevisionEvent.Changed.class::isInstance)
                .map(RevisionEvent.Changed.class::cast)
                .toList();
    }
}
