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

    private static RevisionEvent.Changed changed(long generation, String bundle) {
        return new RevisionEvent.Changed(
                STACK,
                StackSpec.of("web", "web"),
                REVISION,
                generation,
                "digest",
                new RevisionEvent.Commit("Ann", Instant.EPOCH, "c"),
                new BundlePointer(0, List.of(generation), bundle.repeat(64), 1),
                false);
    }

    private AnnouncedRevisions.Announced now() {
        return announced.of(STACK).orElseThrow();
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
        assertThat(now().unusedAfter(changed(2, "b"))).isEmpty();
        announced.put(changed(2, "b"));
        assertThat(now().unusedAfter(changed(3, "c")))
                .hasValueSatisfying(pointer -> assertThat(pointer.sha256()).startsWith("a"));
    }

    @Test
    void aBundleThatComesBackIsInUse() {
        announced.put(changed(1, "a"));
        announced.put(changed(2, "b"));
        assertThat(now().unusedAfter(changed(3, "a"))).isEmpty();
        assertThat(now().unusedAfter(changed(3, "b"))).isEmpty();
    }

    @Test
    void aRemovedStackStandsNoMoreButKeepsItsGeneration() {
        announced.put(changed(1, "a"));
        announced.put(new RevisionEvent.Removed(STACK, REVISION, 2, false));
        assertThat(announced.standing("demo")).isEmpty();
        assertThat(now().latest().generation()).isEqualTo(2);
    }
}
