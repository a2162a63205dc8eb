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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFinderTest {
    @TempDir
    private Path temp;

    private TestRepository remote;

    @BeforeEach
    void makeRemote() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
    }

    private List<Stack> find(StackSpec... configured) throws Exception {
        RepositoryConfig config =
                new RepositoryConfig("homelab", remote.url(), "main", null, null, List.of(configured));
        try (GitMirror mirror =
                        new GitMirror(config, temp.resolve("m.git"), TestAccess.within(Duration.ofSeconds(20)));
                CommitTree tree = mirror.tree(mirror.fetch().revision())) {
            return new StackFinder(config).find(tree);
        }
    }

    private static Map<String, String> paths(List<Stack> stacks) {
        return stacks.stream().collect(Collectors.toMap(stack -> stack.spec().name(), stack -> stack.spec()
                .path()));
    }

    private void assertReason(String reason, StackSpec... configured) {
        assertThatThrownBy(() -> find(configured))
                .isInstanceOfSatisfying(
                        SourceException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aComposeFileInTheRootIsOneStack() throws Exception {
        remote.write("docker-compose.yml", TestRepository.COMPOSE)
                .write("sub/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        assertThat(paths(find())).containsExactlyInAnyOrderEntriesOf(Map.of("homelab", "."));
    }

    @Test
    void elseEachFolderWithAComposeFileToDepthThree() throws Exception {
        remote.write("grafana/compose.yaml", TestRepository.COMPOSE)
                .write("grafana/docker-compose.yml", TestRepository.COMPOSE)
                .write("docker/My App/compose.yml", TestRepository.COMPOSE)
                .write("a/b/c/compose.yaml", TestRepository.COMPOSE)
                .write("a/b/c/d/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        assertThat(paths(find()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("grafana", "grafana", "my-app", "docker/My App", "c", "a/b/c"));
    }

    @Test
    void twoFoldersOfOneNameAreRefused() throws Exception {
        remote.write("a/web/compose.yaml", TestRepository.COMPOSE)
                .write("b/web/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        assertReason("stack.name");
    }

    @Test
    void aRepositoryWithoutStacksSaysSo() throws Exception {
        remote.write("README.md", "hello").commit("c");
        assertReason("source.no_stacks");
    }

    @Test
    void theRepositorysOwnFileWinsOverDiscovery() throws Exception {
        remote.write("x/compose.yaml", TestRepository.COMPOSE)
                .write("y/compose.yaml", TestRepository.COMPOSE)
                .write(".longshore.yaml", "stacks:\n  - name: only\n    path: y\n")
                .commit("c");
        assertThat(paths(find())).containsExactlyInAnyOrderEntriesOf(Map.of("only", "y"));
    }

    @Test
    void theConfigurationWinsOverTheRepositorysOwnFile() throws Exception {
        remote.write("x/compose.yaml", TestRepository.COMPOSE)
                .write(".longshore.yaml", "this: is\nnot: read")
                .commit("c");
        assertThat(paths(find(StackSpec.of("mine", "x")))).containsExactlyInAnyOrderEntriesOf(Map.of("mine", "x"));
    }

    @Test
    void anInvalidFileIsReportedWithItsPlace() throws Exception {
        remote.write("x/compose.yaml", TestRepository.COMPOSE)
                .write(".longshore.yaml", "stacks:\n  - name: x\n    pfad: y\n")
                .commit("c");
        assertReason("source.invalid");
        assertThatThrownBy(this::find)
                .hasMessageContaining(".longshore.yaml:3:")
                .hasMessageContaining("pfad");
    }

    @Test
    void aMissingPathOrIncludeIsReported() throws Exception {
        remote.write("x/compose.yaml", TestRepository.COMPOSE).commit("c");
        assertReason("source.path_missing", StackSpec.of("mine", "nope"));
    }

    @Test
    void onlyTheStackWhoseFilesChangedHasAnotherDigest() throws Exception {
        remote.write("a/compose.yaml", TestRepository.COMPOSE)
                .write("b/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        Map<String, String> before = digests();
        remote.write("a/app.conf", "x").write("README.md", "x").commit("d");
        Map<String, String> after = digests();

        assertThat(after.get("a")).isNotEqualTo(before.get("a"));
        assertThat(after.get("b")).isEqualTo(before.get("b"));
    }

    private Map<String, String> digests() throws Exception {
        return find().stream().collect(Collectors.toMap(stack -> stack.spec().name(), Stack::digest));
    }
}
