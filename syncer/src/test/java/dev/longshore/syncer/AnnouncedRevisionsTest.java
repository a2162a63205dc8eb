/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedRevisionsTest {
    private static final StackId STACK = new StackId("demo", "web");
    private static final Revision REVISION = new Revision("main", "a".repeat(40));

    private final AnnouncedRevisions announced = new AnnouncedRevisions();

    private static BundlePointer bundle(String digest, long offset) {
        return new BundlePointer(0, List.of(offset), digest.repeat(64), 1);
    }

    private RevisionEvent.Changed changed(long generation, String bundle) {
        BundlePointer previous =
                announced.of(STACK).map(last -> last.before(bundle.repeat(64))).orElse(null);
        return new RevisionEvent.Changed(
                STACK,
                StackSpec.of("web", "web"),
                REVISION,
                generation,
                "digest",
                new RevisionEvent.Commit("Ann", Instant.EPOCH, "c"),
                bundle(bundle, generation),
                false,
                previous);
    }

    private AnnouncedRevisions.Announced now() {
        return announced.of(STACK).orElseThrow();
    }

    private List<String> unusedAfter(RevisionEvent event) {
        return now().unusedAfter(event).stream()
                .map(pointer -> pointer.sha256().substring(0, 1))
                .toList();
    }

    @Test
    void aReplayOfAnOlderGenerationChangesNothing() {
        announced.put(changed(2, "b"));
        announced.put(changed(1, "a"));
        assertThat(now().latest().generation()).isEqualTo(2);
    }

    @Test
    void theBundleBeforeThePreviousOneIsUnused() {
        announced.put(changed(1, "a"));
        assertThat(unusedAfter(changed(2, "b"))).isEmpty();
        announced.put(changed(2, "b"));
        assertThat(unusedAfter(changed(3, "c"))).containsExactly("a");
    }

    @Test
    void whatAnEventSaysOfItsPreviousBundleIsEnoughToKnow() {
        announced.put(changed(1, "a"));
        announced.put(changed(2, "b"));
        RevisionEvent last = now().latest();
        AnnouncedRevisions afterCompaction = new AnnouncedRevisions();
        afterCompaction.put(last);
        assertThat(afterCompaction.of(STACK).orElseThrow().unusedAfter(changed(3, "c")))
                .singleElement()
                .satisfies(pointer -> assertThat(pointer.sha256()).startsWith("a"));
    }

    @Test
    void aBundleThatComesBackIsInUse() {
        announced.put(changed(1, "a"));
        announced.put(changed(2, "b"));
        assertThat(unusedAfter(changed(3, "a"))).isEmpty();
        assertThat(unusedAfter(changed(3, "b"))).isEmpty();
    }

    @Test
    void nobodyNeedsABundleOfARemovedStack() {
        announced.put(changed(1, "a"));
        announced.put(changed(2, "b"));
        assertThat(unusedAfter(new RevisionEvent.Removed(STACK, REVISION, 3, false)))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aRemovedStackStandsNoMoreButKeepsItsGeneration() {
        announced.put(changed(1, "a"));
        announced.put(new RevisionEvent.Removed(STACK, REVISION, 2, false));
        assertThat(announced.standing("demo")).isEmpty();
        assertThat(now().latest().generation()).isEqualTo(2);
    }
}
