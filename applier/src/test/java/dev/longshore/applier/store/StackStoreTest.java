/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStoreTest {
    private static final StackId STACK = new StackId("homelab", "grafana");
    private static final EventFactory EVENTS = new EventFactory("test", "host-1", Clock.systemUTC());

    @TempDir
    Path data;

    @Test
    void bringsBackEverythingItWasTold() {
        Desired desired = desired(7);
        Manifest tree = new Manifest(new TreeMap<>(Map.of("a/b", new Manifest.Entry("0".repeat(64), true, 3, null))));
        Pending pending = new Pending(
                desired.event().revision(),
                7,
                "grafana",
                2,
                1,
                0,
                Instant.EPOCH,
                new Pending.Verdict("health.exited", "it did"));
        StackState written = open().update(state -> state.desire(desired(6))
                .succeed(new Applied(desired(6).meta(), desired(6).event(), "grafana", Map.of()), tree)
                .desire(desired)
                .begin(pending, tree)
                .quarantine(desired.event().revision())
                .post(event(7)));

        StackState read = open().state();

        OutgoingEvent told = written.outbox().get(0); // its JSON may come back with narrower numbers
        assertThat(read.mark(pending).drop(told)).isEqualTo(written.drop(told));
        assertThat(read.outbox().get(0).envelope())
                .isEqualTo(written.outbox().get(0).envelope());
    }

    @Test
    void countsAPendingMarkThatItFindsAsACrash() {
        Pending pending = new Pending(revision(1), 1, "grafana", 1, 0, 0, Instant.EPOCH, null);
        open().update(state -> state.desire(desired(1)).begin(pending, Manifest.EMPTY));

        assertThat(open().state().pending()).isEqualTo(pending.crashed());
    }

    @Test
    void ignoresWhatACrashLeftOfAnUnfinishedWrite() throws IOException {
        open().update(state -> state.desire(desired(3)));
        Files.writeString(folder().resolve("state.json.new"), "{\"stack\":\"homelab/gra");

        StackStore store = open();
        assertThat(store.state().observed()).isEqualTo(3);
        assertThat(store.lost()).isFalse();
        assertThat(store.update(state -> state.desire(desired(4))).observed()).isEqualTo(4);
        assertThat(open().state().observed()).isEqualTo(4);
    }

    @Test
    void movesAnUnreadableStateAsideAndHasTheLogReadAgain() throws IOException {
        ApplierStore before = ApplierStore.open(data, "host-1");
        before.offsets().advance(Map.of(new Place(Topic.REVISION, 0), 42L));
        before.open(STACK).update(state -> state.desire(desired(3)));
        Files.writeString(folder().resolve("state.json"), "{\"stack\":\"homelab/grafana\",\"obse");

        ApplierStore after = ApplierStore.open(data, "host-1");
        List<StackStore> stacks = after.openStacks();

        assertThat(stacks).singleElement().satisfies(store -> {
            assertThat(store.lost()).isTrue();
            assertThat(store.state()).isEqualTo(StackState.unknown(STACK));
        });
        assertThat(after.offsets().positions(Topic.REVISION)).isEmpty();
        try (var files = Files.list(folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .singleElement()
                    .asString()
                    .startsWith("state.json.unreadable-");
        }
    }

    @Test
    void keepsTheStateFromOthers() throws IOException {
        open().update(state -> state.desire(desired(1)));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve("state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void writesWhatWasNotedOnlyWhenFlushed() {
        StackStore store = open();
        store.note(state -> state.desire(desired(1)));
        assertThat(folder()).doesNotExist();

        store.flush();

        assertThat(open().state().observed()).isEqualTo(1);
    }

    @Test
    void startsFromTheBeginningWithoutReadableOffsets() throws IOException {
        Files.createDirectories(data.resolve("applier"));
        Files.write(data.resolve("applier/offsets.json"), new byte[0]);

        assertThat(ApplierStore.open(data, "host-1").offsets().positions(Topic.REVISION))
                .isEmpty();
    }

    @Test
    void keepsTheHostIdForEver() {
        HostIdentity first = ApplierStore.open(data, "host-1").identity();

        assertThat(ApplierStore.open(data, "host-1").identity()).isEqualTo(first);
    }

    @Test
    void dropsOldBundlesButNotGolden() throws IOException {
        BundleStore bundles = open().bundles();
        for (int i = 0; i < 6; i++) {
            Path partial = bundles.partial("bundle" + i);
            Files.writeString(partial, "content");
            Path kept = bundles.accept(partial, "bundle" + i);
            Files.setLastModifiedTime(kept, java.nio.file.attribute.FileTime.from(Instant.EPOCH.plusSeconds(i)));
        }

        bundles.prune(2, java.util.Set.of("bundle0"));

        try (var files = Files.list(folder().resolve("bundles"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("bundle0.tar.gz", "bundle4.tar.gz", "bundle5.tar.gz");
        }
    }

    @Test
    void givesUpDriftBeforeResultsWhenNothingCanBeSentForLong() {
        StackState state = StackState.unknown(STACK).post(event(1));
        for (int i = 0; i < 200; i++) {
            state = state.post(OutgoingEvent.of(
                    EVENTS.first(new DeploymentEvent.DriftDetected(STACK, "host-1", revision(1), List.of()))));
        }

        assertThat(state.outbox()).hasSize(100);
        assertThat(state.outbox().get(0).envelope().event()).isInstanceOf(DeploymentEvent.Superseded.class);
    }

    @Test
    void aLogThatWasMadeAnewDoesNotBringBackWhatIsKnownToBeBad() {
        StackState state = StackState.unknown(STACK)
                .desire(desired(7))
                .quarantine(revision(7))
                .settle(7)
                .onNewLog();

        StackState same = state.desire(desired(1, 9, 7));
        StackState other = state.desire(desired(1, 9, 9));

        assertThat(same.quarantined()).contains(revision(9));
        assertThat(other.quarantined()).doesNotContain(revision(9));
        assertThat(same.desire(desired(2, 10, 7)).quarantined())
                .as("on one log the same content comes again only when somebody wants it")
                .doesNotContain(revision(10));
    }

    @Test
    void whatWasToBeToldToALogThatIsNoMoreIsForgotten() {
        StackState state = StackState.unknown(STACK).post(event(57));

        assertThat(state.onNewLog().outbox()).isEmpty();
    }

    @Test
    void remembersFilesOfARevisionThatWasCutOff() {
        Manifest.Entry entry = new Manifest.Entry("0".repeat(64), false, 3, null);
        Manifest old = new Manifest(new TreeMap<>(Map.of("old", entry)));
        Manifest next = new Manifest(new TreeMap<>(Map.of("new", entry)));
        Pending pending = new Pending(revision(2), 2, "grafana", 1, 0, 0, Instant.EPOCH, null);

        StackState state = StackState.unknown(STACK)
                .desire(desired(1))
                .succeed(new Applied(desired(1).meta(), desired(1).event(), "grafana", Map.of()), old)
                .desire(desired(2))
                .begin(pending, next);

        assertThat(state.tree().files()).containsOnlyKeys("old", "new");
    }

    private StackStore open() {
        return ApplierStore.open(data, "host-1").open(STACK);
    }

    private Path folder() {
        return data.resolve("applier/stacks/homelab/grafana");
    }

    private static Revision revision(long generation) {
        return new Revision("main", String.format("%040x", generation));
    }

    private static OutgoingEvent event(long generation) {
        Envelope<?> envelope = EVENTS.causedBy(
                desired(generation).meta(),
                new DeploymentEvent.Superseded(STACK, "host-1", revision(generation), generation, generation + 1));
        return OutgoingEvent.of(envelope);
    }

    private static Desired desired(long generation) {
        return desired(generation, generation, generation);
    }

    private static Desired desired(long generation, long commit, long tree) {
        RevisionEvent.Changed event = new RevisionEvent.Changed(
                STACK,
                StackSpec.of("grafana", "."),
                revision(commit),
                generation,
                "tree " + tree,
                new RevisionEvent.Commit("me", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(1L), "a".repeat(64), 10),
                false);
        return new Desired(EVENTS.first(event).meta(), event);
    }
}
