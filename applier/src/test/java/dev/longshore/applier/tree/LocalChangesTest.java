/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longshore.events.StackSpec.LocalChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A revision meets files that somebody edited on the host. */
final class LocalChangesTest {
    @TempDir
    Path folder;

    private Path tree;
    private Path backups;
    private final MemoryLedger ledger = new MemoryLedger();
    private Set<String> inPlace = Set.of();
    private int revisions;

    @BeforeEach
    void firstRevision() {
        tree = folder.resolve("stack/tree");
        backups = folder.resolve("stack/backups");
        apply(LocalChanges.PREFER_REMOTE, b -> b.file("a", "1").file("conf/x", "1"));
    }

    @Test
    void putsTheRevisionsFileBackAndKeepsTheEditedOne() throws IOException {
        Files.writeString(tree.resolve("a"), "mine");
        CopyResult result =
                apply(LocalChanges.PREFER_REMOTE, b -> b.file("a", "1").file("conf/x", "1"));
        assertThat(tree.resolve("a")).hasContent("1");
        assertThat(result.undone()).singleElement().satisfies(undone -> {
            assertThat(undone.edit()).isEqualTo(new LocalEdit("a", LocalEdit.Kind.EDITED));
            assertThat(undone.backup()).hasContent("mine").startsWith(backups);
        });
    }

    @Test
    void keepsAnEditedFileUntilItChangesUpstream() throws IOException {
        Files.writeString(tree.resolve("a"), "mine");
        Files.delete(tree.resolve("conf/x"));

        StagedTree staged = staged(
                LocalChanges.PREFER_LOCAL,
                b -> b.file("a", "1").file("conf/x", "1").file("new", "1"));
        assertThat(staged.keep()).containsExactlyInAnyOrder("a", "conf/x");
        assertThat(staged.used().files()).containsOnlyKeys("a", "new");
        assertThat(staged.used().files()).containsEntry("a", new Manifest.Entry(Sha256.of("mine"), false, 4, null));
        assertThat(copy(staged).undone()).isEmpty();
        assertThat(tree.resolve("a")).hasContent("mine");
        assertThat(tree.resolve("conf/x")).doesNotExist();

        CopyResult conflict =
                apply(LocalChanges.PREFER_LOCAL, b -> b.file("a", "2").file("conf/x", "2"));
        assertThat(tree.resolve("a")).hasContent("2");
        assertThat(tree.resolve("conf/x")).hasContent("2");
        assertThat(conflict.undone()).extracting(undone -> undone.edit().path()).containsExactly("a", "conf/x");
        assertThat(conflict.undone().get(0).backup()).hasContent("mine");
    }

    @Test
    void doesNothingUntilTheEditIsUndoneWhereItShouldAbort() throws IOException {
        Consumer<Bundles> next = b -> b.file("a", "2").file("conf/x", "2").file("b", "2");
        Files.writeString(tree.resolve("a"), "mine");
        Files.writeString(tree.resolve("b"), "mine too");
        assertThatExceptionOfType(LocalChangesException.class)
                .isThrownBy(() -> staged(LocalChanges.ABORT, next))
                .withMessageContaining("'a' was edited")
                .withMessageContaining("'b' was put there by somebody else");

        Files.writeString(tree.resolve("a"), "2"); // what the revision says
        Files.delete(tree.resolve("b"));
        assertThat(apply(LocalChanges.ABORT, next).undone()).isEmpty();
        assertThat(tree.resolve("b")).hasContent("2");
    }

    @Test
    void doesNotTakeItsOwnCopyThatWasCutOffForAnEdit() throws IOException {
        StagedTree second = staged(LocalChanges.ABORT, b -> b.file("a", "2").file("conf/x", "2"));
        Path obstacle = Files.createDirectories(tree.resolve("later/full")).resolve("file");
        Files.writeString(obstacle, "precious");
        StagedTree cutOff = staged(LocalChanges.ABORT, b -> b.file("a", "3").file("later", "3"));
        assertThatExceptionOfType(TreeConflictException.class).isThrownBy(() -> copy(cutOff));
        assertThat(tree.resolve("a")).hasContent("3");

        // now another revision, or the one before it again
        assertThat(LocalEdits.before(tree, ledger.ledger(), second.brought())).isEmpty();
        assertThat(apply(LocalChanges.PREFER_LOCAL, b -> b.file("a", "1").file("conf/x", "1"))
                        .undone())
                .isEmpty();
        assertThat(tree.resolve("a")).hasContent("1");
        assertThat(tree.resolve("conf/x")).hasContent("1");
        assertThat(backups).doesNotExist();
    }

    @Test
    void doesNotTakeAFileThatIsHalfOverwrittenForAnEdit() throws IOException {
        Manifest next = staged(LocalChanges.ABORT, b -> b.file("a", "2").file("conf/x", "1"))
                .brought();
        ledger.keep(ledger.ledger().begin(next, Set.of("a")));
        Files.writeString(tree.resolve("a"), "");
        inPlace = Set.of("a");
        assertThat(apply(LocalChanges.ABORT, b -> b.file("a", "2").file("conf/x", "1"))
                        .undone())
                .isEmpty();
        assertThat(tree.resolve("a")).hasContent("2");
    }

    @Test
    void overwritesInPlaceWhatIsHeldOnToAndKeepsTheEditedCopy() throws IOException {
        Object inode = Files.getAttribute(tree.resolve("a"), "unix:ino");
        Files.writeString(tree.resolve("a"), "mine, and longer than before");
        inPlace = Set.of("a");
        CopyResult result =
                apply(LocalChanges.PREFER_REMOTE, b -> b.file("a", "2", 0755).file("conf/x", "1"));
        assertThat(tree.resolve("a")).hasContent("2").isExecutable();
        assertThat(Files.getAttribute(tree.resolve("a"), "unix:ino")).isEqualTo(inode);
        assertThat(result.undone().get(0).backup()).hasContent("mine, and longer than before");
    }

    @Test
    void keepsTheEditedCopyOfAFileThatLeavesTheRepository() throws IOException {
        Files.writeString(tree.resolve("a"), "mine");
        CopyResult result = apply(LocalChanges.PREFER_LOCAL, b -> b.file("conf/x", "1"));
        assertThat(tree.resolve("a")).doesNotExist();
        assertThat(result.undone().get(0).backup()).hasContent("mine");
    }

    @Test
    void putsBackALinkInTheFilesPlaceEvenWhereLocalFilesArePreferred() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "root's");
        Files.delete(tree.resolve("a"));
        Files.createSymbolicLink(tree.resolve("a"), secret);
        StagedTree staged =
                staged(LocalChanges.PREFER_LOCAL, b -> b.file("a", "1").file("conf/x", "1"));
        assertThat(staged.keep()).isEmpty();
        copy(staged);
        assertThat(tree.resolve("a")).hasContent("1");
        assertThat(secret).hasContent("root's");
    }

    @Test
    void replacesTheEmptyFolderThatDockerMakesOfAMissingFile() throws IOException {
        Files.delete(tree.resolve("a"));
        Files.createDirectory(tree.resolve("a"));
        assertThat(apply(LocalChanges.ABORT, b -> b.file("a", "1").file("conf/x", "1"))
                        .undone())
                .containsExactly(new CopyResult.Undone(new LocalEdit("a", LocalEdit.Kind.DELETED), null));
        assertThat(tree.resolve("a")).hasContent("1");
    }

    @Test
    void boundsTheBackups() throws IOException {
        for (int i = 0; i < Backups.FOLDERS + 5; i++) {
            Files.writeString(tree.resolve("a"), "mine " + i);
            apply(LocalChanges.PREFER_REMOTE, b -> b.file("a", "1").file("conf/x", "1"));
        }
        try (Stream<Path> kept = Files.list(backups)) {
            List<Path> sorted = kept.sorted().toList();
            assertThat(sorted).hasSize(Backups.FOLDERS);
            assertThat(sorted.get(sorted.size() - 1).resolve("a")).hasContent("mine " + (Backups.FOLDERS + 4));
        }
    }

    @Test
    void findsEditsByReadingOnlyWhatWasTouched() throws IOException {
        Instant old = Instant.now().plus(Duration.ofMinutes(1));
        FileStamps stamps = new FileStamps(Clock.fixed(old, java.time.ZoneOffset.UTC));
        assertThat(LocalEdits.since(tree, ledger.ledger(), stamps)).isEmpty();
        assertThat(LocalEdits.since(tree, ledger.ledger(), stamps)).isEmpty();
        assertThat(stamps.read()).isEqualTo(2);

        FileTime time = Files.getLastModifiedTime(tree.resolve("a"));
        Files.writeString(tree.resolve("a"), "9");
        Files.setLastModifiedTime(tree.resolve("a"), time); // same size, same time: the inode's own change time tells
        Files.delete(tree.resolve("conf/x"));
        Files.writeString(tree.resolve("conf/db"), "untracked");
        assertThat(LocalEdits.since(tree, ledger.ledger(), stamps).values())
                .containsExactly(
                        new LocalEdit("a", LocalEdit.Kind.EDITED), new LocalEdit("conf/x", LocalEdit.Kind.DELETED));
    }

    @Test
    void readsAFileAgainThatWasWrittenJustBefore() throws IOException {
        FileStamps stamps = new FileStamps(Clock.systemUTC());
        LocalEdits.since(tree, ledger.ledger(), stamps);
        LocalEdits.since(tree, ledger.ledger(), stamps);
        assertThat(stamps.read()).isEqualTo(4);
    }

    private CopyResult apply(LocalChanges policy, Consumer<Bundles> content) {
        return copy(staged(policy, content));
    }

    private StagedTree staged(LocalChanges policy, Consumer<Bundles> content) {
        Path bundle = folder.resolve("bundle" + ++revisions);
        Path staging = folder.resolve("staging" + revisions);
        try (Bundles bundles = new Bundles(bundle)) {
            content.accept(bundles);
        }
        try {
            return StagedTree.lay(policy, staging, new BundleUnpacker().unpack(bundle, staging), tree, ledger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CopyResult copy(StagedTree staged) {
        return new TreeCopier(Clock.systemUTC())
                .copy(new CopyOrder(
                        folder.resolve("staging" + revisions),
                        staged.brought(),
                        tree,
                        backups,
                        ledger,
                        staged.keep(),
                        inPlace));
    }
}
