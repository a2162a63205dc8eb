/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.BundleStore;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.RecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFetcherIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static RecordReader reader;
    private static int stacks;
    private StackId stack = new StackId("repo", "none");
    private BundleStore store = store(stack);

    @BeforeAll
    static void startLog() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        reader = new RecordReader(log.settings, "test-bundles");
    }

    @AfterAll
    static void stopLog() {
        reader.close();
        log.close();
    }

    @BeforeEach
    void makeStack() {
        stack = new StackId("repo", "stack" + ++stacks);
        store = store(stack);
    }

    @Test
    void fetchesABundleOfTwentyMebibytes() throws Exception {
        byte[] bundle = bytes(20 * 1024 * 1024);
        BundlePointer pointer = log.writeBundle(stack, bundle);

        Path file = new BundleFetcher(reader).fetch(stack, pointer, store);

        assertThat(file).hasBinaryContent(bundle);
    }

    @Test
    void fetchesFromBetweenTheChunksOfOthers() throws Exception {
        byte[] bundle = bytes(3 * BundlePointer.CHUNK_BYTES);
        BundlePointer first = log.writeBundle(stack, bundle);
        String key = BundlePointer.chunkKey(stack, first.sha256(), 0);
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TestLog.get(log.publisher.publish(Topic.BUNDLE, first.partition(), "repo/other/0/" + i, new byte[100]));
            byte[] chunk = java.util.Arrays.copyOfRange(
                    bundle, i * BundlePointer.CHUNK_BYTES, (i + 1) * BundlePointer.CHUNK_BYTES);
            offsets.add(TestLog.get(log.publisher.publish(
                            Topic.BUNDLE, first.partition(), key.substring(0, key.length() - 1) + i, chunk))
                    .offset());
        }
        BundlePointer scattered = new BundlePointer(first.partition(), offsets, first.sha256(), first.size());

        assertThat(new BundleFetcher(reader).fetch(stack, scattered, store)).hasBinaryContent(bundle);
    }

    @Test
    void fetchesNothingThatIsAtHand() throws Exception {
        byte[] bundle = bytes(100);
        BundlePointer pointer = log.writeBundle(stack, bundle);
        new BundleFetcher(reader).fetch(stack, pointer, store);
        BundlePointer nowhere = new BundlePointer(pointer.partition(), List.of(1_000_000L), pointer.sha256(), 100);

        assertThat(new BundleFetcher(reader).fetch(stack, nowhere, store)).hasBinaryContent(bundle);
    }

    @Test
    void waitsForANewerRevisionWhenAChunkIsGone() throws Exception {
        BundlePointer pointer = log.writeBundle(stack, bytes(100));
        BundlePointer beyond =
                new BundlePointer(pointer.partition(), List.of(1_000_000L), pointer.sha256(), pointer.size());

        assertThatThrownBy(() -> new BundleFetcher(reader).fetch(stack, beyond, store))
                .isInstanceOfSatisfying(
                        PostponedException.class, e -> assertThat(e.reason()).isEqualTo("bundle.missing"));
        assertNothingKept();
    }

    @Test
    void refusesAnotherBundleInItsPlace() throws Exception {
        BundlePointer pointer = log.writeBundle(stack, bytes(100));
        BundlePointer forged =
                new BundlePointer(pointer.partition(), pointer.offsets(), "b".repeat(64), pointer.size());

        assertThatThrownBy(() -> new BundleFetcher(reader).fetch(stack, forged, store))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo("bundle.corrupt"));
        assertNothingKept();
    }

    @Test
    void refusesContentThatIsNotOfTheDigest() throws Exception {
        String claimed = "c".repeat(64);
        long offset = TestLog.get(
                        log.publisher.publish(Topic.BUNDLE, 0, BundlePointer.chunkKey(stack, claimed, 0), bytes(100)))
                .offset();

        assertThatThrownBy(() -> new BundleFetcher(reader)
                        .fetch(stack, new BundlePointer(0, List.of(offset), claimed, 100), store))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("digest");
        assertNothingKept();
    }

    private void assertNothingKept() throws IOException {
        try (var files = Files.list(store.partial("x").resolveSibling(""))) {
            assertThat(files).isEmpty();
        }
    }

    private static BundleStore store(StackId stack) {
        return ApplierStore.open(folder.resolve("data"), "host-1").open(stack).bundles();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
