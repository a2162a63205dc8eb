/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
     * @param bundle of the last revision that had one; null if there was none
     * @param bundleBefore of the one before; null if there was none or this process has not seen it
     */
    record Announced(
            RevisionEvent latest,
            @Nullable BundlePointer bundle,
            @Nullable BundlePointer bundleBefore) {
        private Announced followedBy(RevisionEvent event) {
            if (event.generation() <= latest.generation()) {
                return this;
            }
            return event instanceof RevisionEvent.Changed changed
                    ? new Announced(event, changed.bundle(), differs(changed) ? bundle : bundleBefore)
                    : new Announced(event, bundle, bundleBefore);
        }

        private boolean differs(RevisionEvent.Changed changed) {
            return !isSame(changed.bundle(), bundle);
        }

        /** The bundle that nobody needs once {@code event} is announced: neither the current nor the previous one. */
        Optional<BundlePointer> unusedAfter(RevisionEvent event) {
            return Optional.ofNullable(bundleBefore)
                    .filter(oldest -> !followedBy(event).uses(oldest));
        }

        private boolean uses(BundlePointer pointer) {
            return isSame(pointer, bundle) || isSame(pointer, bundleBefore);
        }

        private static boolean isSame(BundlePointer pointer, @Nullable BundlePointer other) {
            return other != null && other.sha256().equals(pointer.sha256());
        }

        private static Announced first(RevisionEvent event) {
            return new Announced(event, event instanceof RevisionEvent.Changed changed ? changed.bundle() : null, null);
        }
    }

    /** Newer generations win, in whatever order they come. */
    void put(RevisionEvent event) {
        byStack.merge(event.stack(), Announced.first(event), (known, first) -> known.followedBy(event));
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
