/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.Topic;
import dev.longshore.events.kafka.TopicLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many revisions leave on the broker's disk. */
class CompactionIT {
    private static final boolean FULL = Boolean.getBoolean("longshore.full");
    private static final int REVISIONS = FULL ? 2000 : 120;
    private static final int BUNDLE = FULL ? 100_000 : 1_000_000;
    private static final long MIB = 1 << 20;

    @TempDir
    private Path temp;

    @Test
    void theCompactedTopicsStaySmallAlsoAcrossRestarts() throws Exception {
        try (TestBroker broker = TestBroker.start(temp.resolve("broker"), TopicLayout.EMBEDDED);
                TestRepository remote = new TestRepository(temp.resolve("remote"));
                SyncerFixture fixture = new SyncerFixture(broker.settings())) {
            remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("first");
            String syncer = fixture.start(temp.resolve("data"), repository("demo", remote.url()));
            fixture.awaitFirst("demo");
            byte[] noise = new byte[BUNDLE];
            for (int i = 1; i < REVISIONS; i++) {
                new Random(i).nextBytes(noise);
                remote.write("web/noise", noise).commit("push " + i);
                fixture.sync("demo");
                if (i % (REVISIONS / 3) == 0) {
                    fixture.stop(syncer);
                    syncer = fixture.start(temp.resolve("data"), repository("demo", remote.url()));
                }
            }
            assertThat(fixture.revisions("demo")).hasSize(REVISIONS);
            await().atMost(90, TimeUnit.SECONDS).until(() -> bytes(Topic.BUNDLE) < 48 * MIB);
            assertThat(bytes(Topic.REVISION)).isLessThan(20 * MIB);
            System.out.println(REVISIONS + " revisions of " + BUNDLE + " bytes: " + bytes(Topic.BUNDLE) / MIB
                    + " MiB of bundles and " + bytes(Topic.REVISION) / 1024 + " KiB of revisions on disk");
            // Nothing that is pointed at has gone: the current and the previous bundle.
            LogView view = new LogView(broker.settings());
            assertThat(view.records(Topic.BUNDLE, "read_committed").stream().filter(record -> record.value() != null))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    /** Of the segments of a topic; its indexes are preallocated files that take no space. */
    private long bytes(Topic topic) throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("broker"))) {
            List<Path> segments = files.filter(file ->
                            file.toString().endsWith(".log") && file.toString().contains("/" + topic.topicName() + "-"))
                    .toList();
            long sum = 0;
            for (Path segment : segments) {
                sum += size(segment);
            }
            return sum;
        } catch (java.io.UncheckedIOException e) {
            return Long.MAX_VALUE; // the cleaner is at work
        }
    }

    private static long size(Path segment) throws IOException {
        try {
            return Files.size(segment);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
