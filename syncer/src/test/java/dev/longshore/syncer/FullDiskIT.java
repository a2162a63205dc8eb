/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static dev.longshore.syncer.SyncerFixture.stacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.kafka.TopicLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory is a small file system of its own. Needs the right to mount one. */
class FullDiskIT {
    @TempDir
    private Path temp;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mountDisk() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "longshore-test", disk.toString());
        Assumptions.assumeTrue(mounted, "not allowed to mount a file system");
    }

    @AfterEach
    void unmountDisk() throws Exception {
        if (mounted) {
            run("umount", "-l", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    @Test
    void aFullDiskIsSaidToBeOneLosesNothingAndIsOverWhenThereIsRoom() throws Exception {
        try (TestBroker broker = TestBroker.start(temp.resolve("broker"), TopicLayout.EMBEDDED);
                TestRepository remote = new TestRepository(temp.resolve("remote"));
                SyncerFixture fixture = new SyncerFixture(broker.settings())) {
            remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("small");
            fixture.start(disk, repository("demo", remote.url()));
            fixture.awaitFirst("demo");
            remote.write("web/noise", noise(6 << 20)).commit("large");

            assertThat(fixture.sync("demo")).isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> {
                assertThat(failed.reason()).isEqualTo("source.no_space");
                assertThat(failed.retryAt()).isNotNull();
                assertThat(failed.message()).contains("no space left");
            });
            assertThat(fixture.revisions("demo")).hasSize(1);
            assertThat(leftovers()).isEmpty();

            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> fixture.revisions("demo").size() == 2);
            List<SourceEvent> told = fixture.sources("demo");
            assertThat(told).filteredOn(SourceEvent.Recovered.class::isInstance).hasSize(1);
            assertThat(stacks(told.get(told.size() - 1))).containsExactly("web");
        }
    }

    /** What would fill the disk for good. */
    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".tar.gz")
                            || file.getFileName().toString().startsWith("incoming_"))
                    .toList();
        }
    }
}
