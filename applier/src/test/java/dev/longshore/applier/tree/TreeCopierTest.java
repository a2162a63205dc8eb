/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeCopierTest {
    @TempDir
    Path folder;

    private Path tree;
    private final MemoryLedger ledger = new MemoryLedger();
    private Manifest current = Manifest.EMPTY;
    private Set<String> inPlace = Set.of();
    private int revisions;

    @BeforeEach
    void names() {
        tree = folder.resolve("stack/tree");
    }

    @Test
    void bringsATreeFromOneRevisionToTheNext() throws IOException {
        apply(b -> b.file("a", "1").file("conf/x", "1").file("old/gone", "1").file("run", "1"));
        Object conf = inode("conf");
        Object unchanged = inode("run");
        CopyResult result = apply(
                b -> b.file("a", "1").file("conf/x", "2").file("conf/new", "1").file("run", "1"));
        assertThat(result)
                .isEqualTo(new CopyResult(
                        java.util.List.of("conf/new", "conf/x"), java.util.List.of("old/gone"), java.util.List.of()));
        assertThat(tree.resolve("conf/x")).hasContent("2");
        assertThat(tree.resolve("old")).doesNotExist();
        assertThat(inode("conf")).isEqualTo(conf);
        assertThat(inode("run")).isEqualTo(unchanged);
        assertThat(new TreeInspector().edited(current, tree)).isEmpty();
    }

    @Test
    void keepsAFolderWhoseFilesAreAllReplaced() throws IOException {
        apply(b -> b.file("conf/a", "1"));
        Object conf = inode("conf");
        apply(b -> b.file("conf/b", "1"));
        assertThat(inode("conf")).isEqualTo(conf);
        assertThat(tree.resolve("conf/a")).doesNotExist();
    }

    @Test
    void replacesAFileByANewOneSoThatNobodyReadsHalf() throws IOException {
        apply(b -> b.file("a", "1"));
        Object before = inode("a");
        apply(b -> b.file("a", "2"));
        assertThat(inode("a")).isNotEqualTo(before);
        try (var children = Files.list(tree)) {
            assertThat(children).containsExactly(tree.resolve("a"));
        }
    }

    @Test
    void leavesUntrackedFilesAlone() throws IOException {
        apply(b -> b.file("data/keep", "1"));
        Files.writeString(tree.resolve("data/db"), "precious");
        FileTime time = Files.getLastModifiedTime(tree.resolve("data/db"));
        apply(b -> b.file("other", "1"));
        assertThat(tree.resolve("data/db")).hasContent("precious");
        assertThat(Files.getLastModifiedTime(tree.resolve("data/db"))).isEqualTo(time);
        assertThat(new TreeInspector().edited(current, tree)).isEmpty();
    }

    @Test
    void keepsAsideWhatSomebodyPutWhereAFileMustGo() throws IOException {
        apply(b -> b.file("a", "1"));
        Files.writeString(tree.resolve("b"), "mine");
        Files.writeString(tree.resolve("a"), "edited");
        CopyResult result = apply(b -> b.file("a", "2").file("b", "theirs"));
        Path backups = folder.resolve("stack/backups/20260102T030405.000Z");
        assertThat(result.undone())
                .containsExactly(
                        new CopyResult.Undone(new LocalEdit("a", LocalEdit.Kind.EDITED), backups.resolve("a")),
                        new CopyResult.Undone(new LocalEdit("b", LocalEdit.Kind.IN_THE_WAY), backups.resolve("b")));
        assertThat(backups.resolve("a")).hasContent("edited");
        assertThat(backups.resolve("b")).hasContent("mine");
        assertThat(tree.resolve("b")).hasContent("theirs");
    }

    @Test
    void putsBackAnEditedFileEvenIfTheRevisionsAgree() throws IOException {
        apply(b -> b.file("a", "1"));
        Files.writeString(tree.resolve("a"), "x");
        assertThat(new TreeInspector().edited(current, tree)).containsExactly("a");
        assertThat(apply(b -> b.file("a", "1")).written()).containsExactly("a");
        assertThat(tree.resolve("a")).hasContent("1");
    }

    @Test
    void followsAChangeOfMode() throws IOException {
        apply(b -> b.file("run", "1", 0644));
        apply(b -> b.file("run", "1", 0755));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.resolve("run"))))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void neverWritesThroughASymlinkThatSomebodyPutInTheTree() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("x"), "outside");
        apply(b -> b.file("conf/x", "1"));
        Files.delete(tree.resolve("conf/x"));
        Files.delete(tree.resolve("conf"));
        Files.createSymbolicLink(tree.resolve("conf"), outside);
        assertThat(new TreeInspector().edited(current, tree)).containsExactly("conf/x");
        apply(b -> b.file("conf/x", "2"));
        assertThat(outside.resolve("x")).hasContent("outside");
        assertThat(Files.isDirectory(tree.resolve("conf"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(tree.resolve("conf/x")).hasContent("2");
    }

    @Test
    void neverRemovesThroughASymlink() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("x"), "outside");
        apply(b -> b.file("conf/x", "1"));
        Files.delete(tree.resolve("conf/x"));
        Files.delete(tree.resolve("conf"));
        Files.createSymbolicLink(tree.resolve("conf"), outside);
        apply(b -> b.file("y", "2"));
        assertThat(outside.resolve("x")).hasContent("outside");
    }

    @Test
    void turnsASymlinkIntoAFolderAndBack() throws IOException {
        apply(b -> b.file("real/x", "1").symlink("conf", "real"));
        assertThat(tree.resolve("conf/x")).hasContent("1");
        apply(b -> b.file("real/x", "1").file("conf/x", "2"));
        assertThat(tree.resolve("real/x")).hasContent("1");
        assertThat(tree.resolve("conf/x")).hasContent("2");
        apply(b -> b.file("real/x", "1").symlink("conf", "real"));
        assertThat(Files.isSymbolicLink(tree.resolve("conf"))).isTrue();
    }

    @Test
    void refusesToReplaceAFolderThatHasOtherFiles() throws IOException {
        apply(b -> b.file("conf/x", "1"));
        Files.writeString(tree.resolve("conf/db"), "precious");
        assertThatExceptionOfType(TreeConflictException.class)
                .isThrownBy(() -> apply(b -> b.file("conf", "now a file")));
        assertThat(tree.resolve("conf/db")).hasContent("precious");
    }

    private CopyResult apply(Consumer<Bundles> content) {
        Path bundle = folder.resolve("bundle" + revisions);
        Path staging = folder.resolve("staging" + revisions++);
        try (Bundles bundles = new Bundles(bundle)) {
            content.accept(bundles);
        }
        Manifest next = new BundleUnpacker().unpack(bundle, staging);
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
        CopyResult result = new TreeCopier(clock)
                .copy(new CopyOrder(staging, next, tree, folder.resolve("stack/backups"), ledger, Set.of(), inPlace));
        current = next;
        return result;
    }

    private Object inode(String path) throws IOException {
        return Files.getAttribute(tree.resolve(path), "unix:ino");
    }
}
