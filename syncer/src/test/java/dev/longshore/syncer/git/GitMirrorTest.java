/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitMirrorTest {
    @TempDir
    private Path temp;

    private TestRepository remote;

    @BeforeEach
    void makeRemote() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("compose.yaml", TestRepository.COMPOSE).commit("first");
    }

    private GitMirror mirror(@Nullable String branch) {
        return mirror(remote.url(), branch);
    }

    private GitMirror mirror(String url, @Nullable String branch) {
        RepositoryConfig config = new RepositoryConfig("demo", url, branch, null, null, List.of());
        return new GitMirror(config, temp.resolve("demo.git"), TestAccess.within(Duration.ofSeconds(20)));
    }

    @Test
    void bringsTheBranchAndSeesItMove() throws Exception {
        try (GitMirror mirror = mirror("main")) {
            Tip first = mirror.fetch();
            String second = remote.write("a", "b").commit("second");
            Tip moved = mirror.fetch();

            assertThat(first.before()).isNull();
            assertThat(moved.before()).isEqualTo(first.revision().commit());
            assertThat(moved.revision()).hasToString("main@sha1:" + second);
            assertThat(mirror.isAncestor(first.revision().commit(), second)).isTrue();
        }
    }

    @Test
    void anUnmovedBranchIsFoundAgain() throws Exception {
        try (GitMirror mirror = mirror("main")) {
            Tip first = mirror.fetch();
            Tip again = mirror.fetch();
            assertThat(again.revision()).isEqualTo(first.revision());
        }
    }

    @Test
    void withoutABranchTheRemotesDefaultCounts() throws Exception {
        remote.git().branchRename().setNewName("trunk").call();
        try (GitMirror mirror = mirror(null)) {
            assertThat(mirror.fetch().revision().branch()).isEqualTo("trunk");
            String second = remote.write("a", "b").commit("second");
            assertThat(mirror.fetch().revision()).hasToString("trunk@sha1:" + second);
        }
    }

    @Test
    void followsARewrittenBranch() throws Exception {
        String first = remote.git().getRepository().resolve("HEAD").name();
        String abandoned = remote.write("a", "1").commit("abandoned");
        try (GitMirror mirror = mirror("main")) {
            mirror.fetch();
            remote.resetTo(first);
            String other = remote.write("a", "2").commit("other");
            assertThat(mirror.fetch().revision().commit()).isEqualTo(other);
            assertThat(mirror.isAncestor(abandoned, other)).isFalse();
            assertThat(mirror.isAncestor(first, other)).isTrue();
        }
    }

    @Test
    void anUnknownCommitIsNoAncestor() throws Exception {
        try (GitMirror mirror = mirror("main")) {
            String tip = mirror.fetch().revision().commit();
            assertThat(mirror.isAncestor("1234567890123456789012345678901234567890", tip))
                    .isFalse();
        }
    }

    @Test
    void bringsNoTagsAndNoOtherBranches() throws Exception {
        remote.git().tag().setName("v1").call();
        remote.git().branchCreate().setName("other").call();
        try (GitMirror mirror = mirror("main")) {
            mirror.fetch();
        }
        assertThat(temp.resolve("demo.git/refs/tags")).isEmptyDirectory();
        assertThat(temp.resolve("demo.git/refs/heads/other")).doesNotExist();
    }

    @Test
    void aMissingBranchIsForAHuman() {
        try (GitMirror mirror = mirror("nope")) {
            assertThatThrownBy(mirror::fetch)
                    .isInstanceOfSatisfying(SourceException.class, e -> {
                        assertThat(e.reason()).isEqualTo("source.not_found");
                        assertThat(e.errorClass()).isEqualTo(ErrorClass.STALLED);
                    })
                    .hasMessageContaining("nope");
        }
    }

    @Test
    void anEmptyRepositoryHasNoDefaultBranch() throws Exception {
        try (TestRepository empty = new TestRepository(temp.resolve("empty"));
                GitMirror mirror = mirror(empty.url(), null)) {
            assertThatThrownBy(mirror::fetch).isInstanceOfSatisfying(SourceException.class, e -> assertThat(e.reason())
                    .isEqualTo("source.not_found"));
        }
    }

    @Test
    void aMissingRepositoryIsForAHuman() {
        try (GitMirror mirror = mirror("file://" + temp.resolve("nothing"), "main")) {
            assertThatThrownBy(mirror::fetch).isInstanceOfSatisfying(SourceException.class, e -> assertThat(e.reason())
                    .isEqualTo("source.not_found"));
        }
    }

    @Test
    void otherTransportsAreRefused() {
        try (GitMirror mirror = mirror("ext::sh -c id", "main")) {
            assertThatThrownBy(mirror::fetch).isInstanceOf(SourceException.class);
        }
        try (GitMirror mirror = mirror(temp.resolve("remote").toString(), "main")) {
            assertThatThrownBy(mirror::fetch).isInstanceOfSatisfying(SourceException.class, e -> assertThat(e.reason())
                    .isEqualTo("source.unsupported"));
        }
    }

    @Test
    void locksOfAKilledProcessDoNotStopIt() throws Exception {
        try (GitMirror mirror = mirror("main")) {
            mirror.fetch();
        }
        Files.createFile(temp.resolve("demo.git/refs/heads/main.lock"));
        Files.createFile(temp.resolve("demo.git/config.lock"));
        String second = remote.write("a", "b").commit("second");
        try (GitMirror mirror = mirror("main")) {
            assertThat(mirror.fetch().revision().commit()).isEqualTo(second);
        }
    }

    @Test
    void lostObjectsAreToldApartFromOtherTrouble() throws Exception {
        Tip tip;
        try (GitMirror mirror = mirror("main")) {
            tip = mirror.fetch();
        }
        try (Stream<Path> packs = Files.list(temp.resolve("demo.git/objects/pack"))) {
            for (Path pack : packs.toList()) {
                Files.delete(pack);
            }
        }
        try (GitMirror mirror = mirror("main")) {
            assertThatThrownBy(() -> mirror.tree(tip.revision())).isInstanceOf(MirrorDamagedException.class);
            mirror.discard();
            assertThat(mirror.fetch().revision()).isEqualTo(tip.revision());
        }
    }
}
