/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.StackSpec;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.SourceException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleBuilderTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path temp;

    private TestRepository remote;

    @BeforeEach
    void makeRemote() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("docker/web/compose.yaml", TestRepository.COMPOSE)
                .write("docker/other/compose.yaml", TestRepository.COMPOSE)
                .write("common/ümlaut/" + "x".repeat(120) + ".conf", "c")
                .write("docker/web/run.sh", "#!/bin/sh\n");
        Files.createSymbolicLink(temp.resolve("remote/docker/web/link"), Path.of("../../common"));
        assertThat(temp.resolve("remote/docker/web/run.sh").toFile().setExecutable(true))
                .isTrue();
        remote.commit("c");
    }

    private Bundle build(long limit, String path, String... include) throws Exception {
        StackSpec bare = StackSpec.of("web", path);
        StackSpec spec = new StackSpec(
                "web",
                path,
                null,
                List.of(include),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                bare.health(),
                bare.rollback(),
                bare.drift(),
                false,
                false,
                null,
                false,
                null,
                null);
        RepositoryConfig config = new RepositoryConfig("demo", remote.url(), "main", null, null, List.of(spec));
        Path directory = Files.createTempDirectory(temp, "mirrors").resolve("demo.git");
        try (GitMirror mirror = new GitMirror(config, directory, TestAccess.within(Duration.ofSeconds(20)));
                CommitTree tree = mirror.tree(mirror.fetch().revision())) {
            Stack stack = new StackFinder(config).find(tree).get(0);
            return new BundleBuilder(temp.resolve("tmp"), limit).build(tree, stack);
        }
    }

    private static Map<String, TarArchiveEntry> entries(Bundle bundle) throws Exception {
        Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(bundle.open()), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    @Test
    void holdsPathAndIncludesInTheirPlaces() throws Exception {
        try (Bundle bundle = build(MIB, "docker/web", "common", "docker/web/run.sh")) {
            Map<String, TarArchiveEntry> entries = entries(bundle);
            assertThat(entries.keySet())
                    .containsExactly(
                            "common/ümlaut/" + "x".repeat(120) + ".conf",
                            "docker/web/compose.yaml",
                            "docker/web/link",
                            "docker/web/run.sh");
            assertThat(entries.values()).allSatisfy(entry -> {
                assertThat(entry.getLastModifiedTime().toMillis()).isZero();
                assertThat(entry.getLongUserId()).isZero();
            });
            assertThat(entries.get("docker/web/link"))
                    .satisfies(link -> assertThat(link.isSymbolicLink()).isTrue())
                    .satisfies(link -> assertThat(link.getLinkName()).isEqualTo("../../common"));
            assertThat(entries.get("docker/web/run.sh"))
                    .satisfies(script -> assertThat(script.getMode() & 0777).isEqualTo(0755));
            assertThat(entries.get("docker/web/compose.yaml"))
                    .satisfies(file -> assertThat(file.getMode() & 0777).isEqualTo(0644));
        }
    }

    @Test
    void theRootHoldsEverything() throws Exception {
        try (Bundle bundle = build(MIB, ".")) {
            assertThat(entries(bundle)).hasSize(5);
        }
    }

    @Test
    void equalFilesGiveEqualBytes() throws Exception {
        try (Bundle one = build(MIB, "docker/web", "common");
                Bundle two = build(MIB, "docker/web", "common")) {
            assertThat(two.sha256()).isEqualTo(one.sha256());
            try (InputStream first = one.open();
                    InputStream second = two.open()) {
                assertThat(second).hasSameContentAs(first);
            }
        }
    }

    @Test
    void aLargeBundleGoesThroughAFileThatIsDeleted() throws Exception {
        byte[] noise = new byte[6 << 20];
        new Random(1).nextBytes(noise);
        remote.write("docker/web/noise", noise).commit("noise");
        try (Bundle bundle = build(64 * MIB, "docker/web")) {
            assertThat(bundle.size()).isGreaterThan(noise.length);
            assertThat(temp.resolve("tmp")).isNotEmptyDirectory();
            assertThat(entries(bundle)).containsKey("docker/web/noise");
        }
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void tooLargeABundleIsRefusedAndLeavesNothing() throws Exception {
        byte[] noise = new byte[6 << 20];
        new Random(1).nextBytes(noise);
        remote.write("docker/web/noise", noise).commit("noise");
        assertThatThrownBy(() -> build(5 * MIB, "docker/web").close())
                .isInstanceOfSatisfying(
                        SourceException.class, e -> assertThat(e.reason()).isEqualTo("bundle.too_large"));
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void aBundleThatUnpacksToMuchMoreIsRefused() throws Exception {
        remote.write("docker/web/zeros", new byte[12 << 20]).commit("zeros");
        assertThatThrownBy(() -> build(MIB, "docker/web").close())
                .isInstanceOfSatisfying(
                        SourceException.class, e -> assertThat(e.reason()).isEqualTo("bundle.too_large"));
    }
}
