/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.StackSpec;
import dev.longshore.events.config.GitRules;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.HostileTrees;
import dev.longshore.syncer.HostileTrees.Entry;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.git.SourceException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows R1, R2, R3, R5 and R6 of the bad inputs, as far as the syncer goes: nothing of them gets out of a bundle, or none is made. */
@Timeout(120)
class BadRepositoryTest {
    private static final GitRules UNCHECKED = new GitRules(true, false, false, List.of());

    @TempDir
    private Path temp;

    private TestRepository remote;
    private HostileTrees trees;
    private String url = "";

    @BeforeEach
    void begin() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        trees = new HostileTrees(remote);
        url = remote.url();
    }

    @AfterEach
    void end() {
        trees.close();
        remote.close();
    }

    /** Content of each file of the bundle; for a link, an arrow and its target. */
    private Map<String, String> bundle(GitRules rules) throws Exception {
        StackSpec spec = StackSpec.of("web", ".");
        RepositoryConfig config = new RepositoryConfig("demo", url, "main", null, null, List.of(spec)).with(rules);
        Map<String, String> files = new LinkedHashMap<>();
        try (GitMirror mirror =
                        new GitMirror(config, temp.resolve("m.git"), TestAccess.within(Duration.ofSeconds(60)));
                CommitTree tree = mirror.tree(mirror.fetch().revision());
                Bundle bundle = new BundleBuilder(temp.resolve("tmp"), 64 << 20)
                        .build(tree, new StackFinder(config).find(tree).get(0));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(bundle.open()), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(
                        entry.getName(),
                        entry.isSymbolicLink()
                                ? "-> " + entry.getLinkName()
                                : new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private SourceException refused(GitRules rules) {
        SourceException failure = catchThrowableOfType(SourceException.class, () -> bundle(rules));
        assertThat(failure).as("refused").isNotNull();
        assertThat(failure.errorClass()).as(failure.text()).isEqualTo(ErrorClass.STALLED);
        return failure;
    }

    @Test
    void r1_aLinkOutOfTheRepositoryTravelsAsALinkAndNothingBehindItIsRead() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "hunter2");
        Files.createSymbolicLink(remote.directory().resolve("compose.yaml"), Path.of("/etc/shadow"));
        Files.createSymbolicLink(remote.directory().resolve("other"), secret);
        Files.createSymbolicLink(remote.directory().resolve(".longshore.yaml"), secret);
        remote.commit("links");
        assertThat(bundle(GitRules.DEFAULT))
                .containsEntry("compose.yaml", "-> /etc/shadow")
                .containsEntry("other", "-> " + secret)
                .doesNotContainValue("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".GIT", ".Git"})
    void r2_aFolderOfGitItselfIsRefused(String name) throws Exception {
        ObjectId config = trees.tree(Entry.of("config", FileMode.REGULAR_FILE, trees.blob("[core]\n")));
        trees.commit(trees.tree(Entry.of(name, FileMode.TREE, config)));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("source.bad_objects");
        assertThat(refused(UNCHECKED).reason()).isEqualTo("repo.path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/../../b", "/etc/x"})
    void r2_aNameThatLeadsOutIsRefused(String name) throws Exception {
        trees.commit(trees.tree(Entry.of(name, FileMode.REGULAR_FILE, trees.blob("x"))));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("source.bad_objects");
        assertThat(refused(UNCHECKED).reason()).isEqualTo("repo.path");
    }

    @Test
    void r2_aFolderThatIsALinkTooIsRefused() throws Exception {
        ObjectId hooks = trees.tree(Entry.of("post-checkout", FileMode.EXECUTABLE_FILE, trees.blob("#!/bin/sh\n")));
        trees.commit(trees.tree(
                Entry.of("a", FileMode.SYMLINK, trees.blob(".git/hooks")),
                Entry.of("a.x", FileMode.REGULAR_FILE, trees.blob("x")),
                Entry.of("a", FileMode.TREE, hooks)));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("source.bad_objects");
        assertThat(refused(UNCHECKED).reason()).isEqualTo("repo.path");
    }

    @Test
    void r3_aMillionEntriesAreRefused() throws Exception {
        ObjectId blob = trees.blob("x");
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            entries.add(Entry.of(String.format("%07d", i), FileMode.REGULAR_FILE, blob));
        }
        trees.commit(trees.tree(entries));
        try (HttpGitServer server = new HttpGitServer(temp)) { // JGit, which serves file URLs, cannot send such a tree
            url = server.url("remote/.git");
            assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.entries");
        }
    }

    @Test
    void r3_manyFoldersOfManyFilesAreRefused() throws Exception {
        ObjectId blob = trees.blob("x");
        List<Entry> files = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            files.add(Entry.of(String.format("%04d", i), FileMode.REGULAR_FILE, blob));
        }
        ObjectId folder = trees.tree(files);
        trees.commit(trees.tree(files.stream()
                .map(file -> new Entry(file.name(), FileMode.TREE, folder))
                .toList()));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.entries");
    }

    @Test
    void r3_tenThousandFoldersInEachOtherAreRefused() throws Exception {
        ObjectId tree = trees.tree(Entry.of("f", FileMode.REGULAR_FILE, trees.blob("x")));
        for (int i = 0; i < 10_000; i++) {
            tree = trees.tree(Entry.of("d", FileMode.TREE, tree));
        }
        trees.commit(tree);
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.depth");
    }

    @Test
    void r3_aHugeFileIsNotEvenFetched() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(remote.directory().resolve("huge").toFile(), "rw")) {
            file.setLength(129L << 20);
        }
        remote.git("add", "huge");
        remote.commitIndex("huge");
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.blob");
        assertThat(temp.resolve("m.git/refs/heads/main")).doesNotExist();
    }

    @Test
    void aLongPathIsRefused() throws Exception {
        String folder = "f".repeat(200);
        ObjectId tree = trees.tree(Entry.of("f", FileMode.REGULAR_FILE, trees.blob("x")));
        for (int i = 0; i < 6; i++) {
            tree = trees.tree(Entry.of(folder, FileMode.TREE, tree));
        }
        trees.commit(tree);
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.path");
        trees.commit(trees.tree(Entry.of("n".repeat(256), FileMode.REGULAR_FILE, trees.blob("x"))));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.path");
        trees.commit(trees.tree(Entry.of("link", FileMode.SYMLINK, trees.blob("x".repeat(5000)))));
        assertThat(refused(GitRules.DEFAULT).reason()).isEqualTo("repo.limits.path");
    }

    @Test
    void r5_filtersAreNotRunAndPointersStayText() throws Exception {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 5\n";
        Path trace = temp.resolve("trace");
        remote.git("config", "filter.evil.smudge", "touch " + trace);
        remote.write(".gitattributes", "*.txt filter=evil\n*.bin filter=lfs diff=lfs merge=lfs -text\n")
                .write("a.txt", "as it is\r\n")
                .write("b.bin", pointer)
                .commit("filters");
        assertThat(bundle(GitRules.DEFAULT))
                .containsEntry("a.txt", "as it is\r\n")
                .containsEntry("b.bin", pointer);
        assertThat(trace).doesNotExist();
    }

    @Test
    void r6_strangeNamesTravelAsTheyAre() throws Exception {
        trees.commit(trees.tree(
                Entry.of("a\nb", FileMode.REGULAR_FILE, trees.blob("1")),
                Entry.of("c\u001b[31md", FileMode.REGULAR_FILE, trees.blob("2")),
                Entry.of("ümlaut \ud83d\udea2", FileMode.REGULAR_FILE, trees.blob("3"))));
        assertThat(bundle(GitRules.DEFAULT).keySet()).containsExactly("a\nb", "c\u001b[31md", "ümlaut \ud83d\udea2");
    }

    @Test
    void r6_aNameThatIsNotUtf8IsRefusedInPrintableWords() throws Exception {
        trees.commit(trees.tree(
                new Entry(new byte[] {'a', '\n', 27, '[', (byte) 0xff}, FileMode.REGULAR_FILE, trees.blob("x"))));
        SourceException failure = refused(GitRules.DEFAULT);
        assertThat(failure.reason()).isEqualTo("repo.path");
        assertThat(failure.text()).doesNotContain("\n").doesNotContain("\u001b");
    }

    @Test
    void anObjectThatOnlyIsOldIsTakenUnchecked() throws Exception {
        ObjectId folder = trees.tree(Entry.of("f", FileMode.REGULAR_FILE, trees.blob("x")));
        trees.commit(trees.tree(
                Entry.of("z", FileMode.TREE, folder),
                Entry.of("compose.yaml", FileMode.REGULAR_FILE, trees.blob("y"))));
        assertThat(refused(GitRules.DEFAULT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo("source.bad_objects"))
                .hasMessageContaining("checkObjects: false");
        assertThat(bundle(UNCHECKED)).containsEntry("compose.yaml", "y").containsEntry("z/f", "x");
    }
}
