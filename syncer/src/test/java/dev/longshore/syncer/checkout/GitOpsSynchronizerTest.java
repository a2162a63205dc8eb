/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.syncer.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run does to a tree, with Git itself to make the edits and to look at the result. */
@Timeout(60)
class GitOpsSynchronizerTest {
    @TempDir
    private Path temp;

    private TestRepository remote;
    private WorkingCopy tree;

    @BeforeEach
    void push() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("a.txt", "a1\n").write("dir/b.txt", "b1\n").commit("first");
        tree = new WorkingCopy(temp.resolve("tree"), remote.url());
    }

    @AfterEach
    void close() {
        remote.close();
    }

    private static CheckoutException failure(GitOpsSynchronizer synchronizer) {
        return Objects.requireNonNull(catchThrowableOfType(CheckoutException.class, synchronizer::sync));
    }

    private void assertClean() throws Exception {
        assertThat(tree.git("status", "--porcelain", "--untracked-files=no")).isEmpty();
        assertThat(tree.git("rev-parse", "HEAD")).isEqualTo(remote.git("rev-parse", "main"));
        assertThat(tree.git("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        assertThat(tree.git("fsck", "--strict")).doesNotContain("error");
        assertThat(tree.has(".git/index.lock")).isFalse();
        assertThat(tree.git("for-each-ref", "refs/longshore/pending")).isEmpty();
    }

    @Test
    void clonesWhereThereIsNothing() throws Exception {
        SyncResult result = tree.sync();
        assertThat(result.changed()).isTrue();
        assertThat(result.before()).isNull();
        assertThat(tree.read("dir/b.txt")).isEqualTo("b1\n");
        assertClean();
        assertThat(tree.git("remote", "get-url", "origin")).isEqualTo(remote.url());
    }

    @Test
    void clonesIntoAnEmptyFolder() throws Exception {
        Files.createDirectories(tree.directory());
        tree.sync();
        assertClean();
    }

    @Test
    void aSecondRunChangesNothing() throws Exception {
        tree.sync();
        SyncResult second = tree.sync();
        assertThat(second.changed()).isFalse();
        assertThat(second.backup()).isNull();
    }

    @Test
    void followsTheRemote() throws Exception {
        tree.sync();
        remote.write("a.txt", "a2\n").write("new/c.sh", "c\n").delete("dir/b.txt");
        remote.commit("second");
        SyncResult result = tree.sync();
        assertThat(result.written()).containsExactly("a.txt", "new/c.sh");
        assertThat(result.removed()).containsExactly("dir/b.txt");
        assertThat(tree.has("dir")).isFalse();
        assertClean();
    }

    @Test
    void modesLinksAndNamesAreWhatGitHas() throws Exception {
        remote.write("run.sh", "#!/bin/sh\n").write("ein Ö.txt", "ö");
        Files.setPosixFilePermissions(
                remote.directory().resolve("run.sh"),
                java.util.EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
        Files.createSymbolicLink(remote.directory().resolve("link"), Path.of("/etc"));
        remote.commit("modes");
        tree.sync();
        assertThat(Files.isExecutable(tree.directory().resolve("run.sh"))).isTrue();
        assertThat(Files.readSymbolicLink(tree.directory().resolve("link"))).hasToString("/etc");
        assertClean();
    }

    @Test
    void anEditGoesToABackupAndTheRemoteWins() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n");
        SyncResult result = tree.sync();
        assertThat(result.changed()).isTrue();
        String backup = Objects.requireNonNull(result.backup());
        assertThat(tree.saved(backup, "a.txt")).isEqualTo("mine");
        assertThat(tree.read("a.txt")).isEqualTo("a1\n");
        assertClean();
        tree.git("stash", "apply", backup);
        assertThat(tree.read("a.txt")).isEqualTo("mine\n");
    }

    @Test
    void theSameEditAgainMakesNoOtherBackup() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n");
        String first = tree.sync().backup();
        tree.write("a.txt", "mine\n");
        assertThat(tree.sync().backup()).isEqualTo(first);
    }

    @Test
    void stagedContentThatIsNotInTheFileIsKeptToo() throws Exception {
        tree.sync();
        tree.write("a.txt", "staged\n").git("add", "a.txt");
        tree.write("a.txt", "disk\n");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.saved(backup, "a.txt")).isEqualTo("disk");
        assertThat(tree.saved(backup + "^2", "a.txt")).isEqualTo("staged");
        assertClean();
    }

    @Test
    void aStagedNewFileStaysOnTheDisk() throws Exception {
        tree.sync();
        tree.write("new.txt", "new\n").git("add", "new.txt");
        SyncResult result = tree.sync();
        assertThat(result.backup()).isNotNull();
        assertThat(tree.read("new.txt")).isEqualTo("new\n");
        assertThat(tree.sync().changed()).isFalse();
        assertClean();
    }

    @Test
    void localCommitsAreKept() throws Exception {
        tree.sync();
        tree.write("mine.txt", "mine\n").git("add", ".");
        tree.git("commit", "-qm", "local");
        String local = tree.git("rev-parse", "HEAD");
        remote.write("a.txt", "a2\n").commit("second");
        SyncResult result = tree.sync();
        String backup = Objects.requireNonNull(result.backup());
        assertThat(tree.git("merge-base", "--is-ancestor", local, backup)).isEmpty();
        assertThat(tree.has("mine.txt")).isFalse();
        assertThat(tree.saved(backup, "mine.txt")).isEqualTo("mine");
        assertClean();
    }

    @Test
    void aRewrittenRemoteIsNoLocalWork() throws Exception {
        String first = remote.git("rev-parse", "HEAD");
        remote.write("a.txt", "a2\n").commit("second");
        tree.sync();
        remote.resetTo(first);
        remote.write("a.txt", "a3\n").commit("other second");
        SyncResult result = tree.sync(ConflictPolicy.ABORT);
        assertThat(result.backup()).isNull();
        assertThat(tree.read("a.txt")).isEqualTo("a3\n");
        assertClean();
    }

    @Test
    void untrackedAndIgnoredFilesInTheWayAreKept() throws Exception {
        remote.write(".gitignore", "*.log\n").commit("ignore");
        tree.sync();
        tree.write("new.txt", "untracked\n").write("x.log", "ignored\n").write("far/away.txt", "stays\n");
        remote.write("new.txt", "remote\n").write("x.log/file", "remote\n");
        remote.git("add", "-f", ".");
        remote.commitIndex("in the way");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.saved(backup, "new.txt")).isEqualTo("untracked");
        assertThat(tree.saved(backup, "x.log")).isEqualTo("ignored");
        assertThat(tree.read("far/away.txt")).isEqualTo("stays\n");
        assertThat(tree.read("x.log/file")).isEqualTo("remote\n");
        assertClean();
    }

    @Test
    void anUntrackedFileThatIsWhatTheRemoteHasIsNoEdit() throws Exception {
        tree.sync();
        tree.write("new.txt", "same\n");
        remote.write("new.txt", "same\n").commit("second");
        SyncResult result = tree.sync(ConflictPolicy.ABORT);
        assertThat(result.backup()).isNull();
        assertClean();
    }

    @Test
    void aFolderWhereTheRemoteHasAFileIsKept() throws Exception {
        tree.sync();
        tree.write("new/deep/one.txt", "1\n").write("new/two.txt", "2\n");
        remote.write("new", "a file\n").commit("second");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.saved(backup, "new/deep/one.txt")).isEqualTo("1");
        assertThat(tree.read("new")).isEqualTo("a file\n");
        assertClean();
    }

    @Test
    void aLinkInPlaceOfAFolderIsNotFollowed() throws Exception {
        tree.sync();
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.delete(tree.directory().resolve("dir/b.txt"));
        Files.delete(tree.directory().resolve("dir"));
        Files.createSymbolicLink(tree.directory().resolve("dir"), outside);
        remote.write("dir/b.txt", "b2\n").commit("second");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(outside).isEmptyDirectory();
        assertThat(tree.saved(backup, "dir")).isEqualTo(outside.toString());
        assertThat(tree.read("dir/b.txt")).isEqualTo("b2\n");
        assertClean();
    }

    @Test
    void manyFilesGoWhereAFileWas() throws Exception {
        tree.sync();
        remote.delete("a.txt");
        remote.write("a.txt/one", "1\n").write("a.txt/two", "2\n").commit("a folder now");
        SyncResult result = tree.sync(ConflictPolicy.ABORT);
        assertThat(result.written()).containsExactly("a.txt/one", "a.txt/two");
        assertClean();
    }

    @Test
    void aRepositoryInTheWayIsRefused() throws Exception {
        tree.sync();
        WorkingCopy.git(Files.createDirectories(tree.directory().resolve("new")), "init", "-q");
        remote.write("new", "a file\n").commit("second");
        CheckoutException refusal = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(refusal.kind()).isEqualTo(CheckoutException.Kind.CONFLICT);
        assertThat(refusal.reason()).isEqualTo("tree.in_the_way");
        assertThat(tree.has("new/.git/HEAD")).isTrue();
    }

    @Test
    void abortTouchesNothing() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n");
        remote.write("dir/b.txt", "b2\n").commit("second");
        CheckoutException refusal = failure(tree.synchronizer(ConflictPolicy.ABORT));
        assertThat(refusal.kind()).isEqualTo(CheckoutException.Kind.CONFLICT);
        assertThat(refusal).hasMessageContaining("a.txt").hasMessageContaining("prefer-remote");
        assertThat(tree.read("dir/b.txt")).isEqualTo("b1\n");
        assertThat(tree.read("a.txt")).isEqualTo("mine\n");
    }

    @Test
    void preferLocalFollowsOnlyWhereNobodyEdited() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n");
        remote.write("a.txt", "a2\n").write("dir/b.txt", "b2\n").commit("second");
        SyncResult result = tree.sync(ConflictPolicy.PREFER_LOCAL);
        assertThat(result.kept()).containsExactly("a.txt");
        assertThat(result.backup()).isNull();
        assertThat(tree.read("a.txt")).isEqualTo("mine\n");
        assertThat(tree.read("dir/b.txt")).isEqualTo("b2\n");
        assertThat(tree.git("diff", "--name-only")).isEqualTo("a.txt");
        assertThat(tree.sync(ConflictPolicy.PREFER_LOCAL).changed()).isFalse();
    }

    @Test
    void preferLocalKeepsCommitsThatTheRemoteLacks() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n").git("commit", "-qam", "local");
        assertThat(tree.sync(ConflictPolicy.PREFER_LOCAL).changed()).isFalse();
        remote.write("dir/b.txt", "b2\n").commit("second");
        SyncResult result = tree.sync(ConflictPolicy.PREFER_LOCAL);
        assertThat(tree.read("a.txt")).isEqualTo("mine\n");
        assertThat(tree.read("dir/b.txt")).isEqualTo("b2\n");
        assertThat(tree.saved(Objects.requireNonNull(result.backup()), "a.txt")).isEqualTo("mine");
    }

    @Test
    void aDetachedHeadAndAnotherBranchComeBack() throws Exception {
        tree.sync();
        tree.git("checkout", "-q", "--detach");
        tree.write("a.txt", "detached\n").git("commit", "-qam", "detached work");
        String detached = tree.git("rev-parse", "HEAD");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.git("merge-base", "--is-ancestor", detached, backup)).isEmpty();
        assertClean();
        tree.git("checkout", "-q", "-b", "feature");
        tree.write("a.txt", "feature\n").git("commit", "-qam", "feature work");
        tree.sync();
        assertThat(tree.git("show", "feature:a.txt")).isEqualTo("feature");
        assertClean();
    }

    @Test
    void commitsOfABranchThatIsNotCheckedOutAreKept() throws Exception {
        tree.sync();
        tree.write("a.txt", "on main\n").git("commit", "-qam", "work on main");
        String work = tree.git("rev-parse", "HEAD");
        tree.git("checkout", "-q", "-b", "other", "origin/main");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.git("rev-parse", backup)).isEqualTo(work);
        assertClean();
    }

    @Test
    void aRepositoryWithoutCommitsIsFilled() throws Exception {
        Files.createDirectories(tree.directory());
        tree.git("init", "-q", "-b", "main");
        tree.write("a.txt", "was here\n").write("staged.txt", "staged\n").git("add", "staged.txt");
        String backup = Objects.requireNonNull(tree.sync().backup());
        assertThat(tree.saved(backup, "a.txt")).isEqualTo("was here");
        assertThat(tree.read("a.txt")).isEqualTo("a1\n");
        assertThat(tree.read("staged.txt")).isEqualTo("staged\n");
        assertClean();
    }

    @Test
    void aFolderWithFilesOfSomebodyElseIsRefused() throws Exception {
        tree.write("precious.txt", "mine\n");
        CheckoutException refusal = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(refusal.reason()).isEqualTo("tree.not_a_repository");
        assertThat(tree.directory()).isDirectoryContaining("glob:**precious.txt");
        assertThat(tree.has(".git")).isFalse();
    }

    @Test
    void aTreeOfAnotherRemoteIsRefused() throws Exception {
        tree.sync();
        tree.git("remote", "set-url", "origin", "https://bob:s3cret@example.org/x.git");
        CheckoutException refusal = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(refusal.reason()).isEqualTo("tree.other_origin");
        assertThat(refusal).hasMessageNotContaining("s3cret");
    }

    @Test
    void aMergeInProgressIsLeftAlone() throws Exception {
        tree.sync();
        tree.git("checkout", "-q", "-b", "other");
        tree.write("a.txt", "other\n").git("commit", "-qam", "other");
        tree.git("checkout", "-q", "main");
        tree.write("a.txt", "mine\n").git("commit", "-qam", "mine");
        assertThatThrownBy(() -> tree.git("merge", "other")).hasMessageContaining("CONFLICT");
        CheckoutException refusal = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(refusal.reason()).isEqualTo("tree.merging");
        assertThat(tree.read("a.txt")).contains("<<<<<<<");
    }

    @Test
    void hooksFiltersAndAttributesAreNotRun() throws Exception {
        remote.write(".gitattributes", "*.txt filter=evil text eol=crlf\n").commit("attributes");
        tree.sync();
        Path ran = temp.resolve("ran");
        tree.git("config", "filter.evil.smudge", "touch " + ran);
        tree.git("config", "filter.evil.clean", "touch " + ran);
        tree.git("config", "core.hooksPath", temp.resolve("hooks").toString());
        for (String hook : new String[] {"post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"}) {
            Path file = Files.createDirectories(temp.resolve("hooks")).resolve(hook);
            Files.writeString(file, "#!/bin/sh\ntouch " + ran + "\n");
            Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        tree.write("a.txt", "mine\n");
        remote.write("b.txt", "b\n").commit("second");
        tree.sync();
        assertThat(ran).doesNotExist();
        assertThat(tree.read("b.txt")).isEqualTo("b\n");
    }

    @Test
    void submodulesStayEmptyFoldersAndAreLeftAlone() throws Exception {
        String commit = remote.git("rev-parse", "HEAD");
        remote.submodule("sub", "https://example.org/x.git", commit).commitIndex("submodule");
        tree.sync();
        assertThat(tree.directory().resolve("sub")).isEmptyDirectory();
        tree.write("sub/mine.txt", "mine\n");
        assertThat(tree.sync().changed()).isFalse();
        assertThat(tree.read("sub/mine.txt")).isEqualTo("mine\n");
    }

    @Test
    void reconcileNeedsNoRemote() throws Exception {
        tree.sync();
        tree.write("a.txt", "mine\n");
        Files.move(remote.directory(), temp.resolve("gone"));
        SyncResult result = tree.synchronizer(ConflictPolicy.PREFER_REMOTE).reconcile();
        assertThat(result.written()).containsExactly("a.txt");
        Files.move(temp.resolve("gone"), remote.directory());
    }

    @Test
    void statusTellsAndChangesNothing() throws Exception {
        GitOpsSynchronizer synchronizer = tree.synchronizer(ConflictPolicy.ABORT);
        assertThat(synchronizer.syncState()).isEqualTo(SyncState.DRIFTED);
        assertThat(tree.directory()).doesNotExist();
        assertThat(synchronizer.getVersion()).isEqualTo(Optional.empty());
        tree.sync();
        assertThat(synchronizer.syncState()).isEqualTo(SyncState.IN_SYNC);
        assertThat(synchronizer.detectDrift().isEmpty()).isTrue();
        tree.write("a.txt", "mine\n");
        String second = remote.write("dir/b.txt", "b2\n").commit("second");
        long before =
                Files.getLastModifiedTime(tree.directory().resolve(".git")).toMillis();
        SyncStatus status = synchronizer.getSyncStatus();
        assertThat(status.state()).isEqualTo(SyncState.DRIFTED);
        assertThat(Objects.requireNonNull(status.repositoryHead()).commit()).isEqualTo(second);
        assertThat(status.driftDetails()).containsExactly(new LocalEdit("a.txt", LocalEdit.Kind.MODIFIED));
        assertThat(status.lastSyncedAt()).isNotNull();
        assertThat(Files.getLastModifiedTime(tree.directory().resolve(".git")).toMillis())
                .isEqualTo(before);
        assertThat(tree.read("dir/b.txt")).isEqualTo("b1\n");
    }

    @Test
    void aRemoteThatIsNotThereIsUnreachableAndTheStatusSaysSo() throws Exception {
        tree.sync();
        Files.move(remote.directory(), temp.resolve("gone"));
        assertThat(failure(tree.synchronizer(ConflictPolicy.ABORT)).kind())
                .isEqualTo(CheckoutException.Kind.UNREACHABLE);
        SyncStatus status = tree.synchronizer(ConflictPolicy.ABORT).getSyncStatus();
        assertThat(status.state()).isEqualTo(SyncState.UNKNOWN);
        assertThat(status.reason()).isEqualTo("source.not_found");
        assertThat(status.actualRevision()).isNotNull();
        Files.move(temp.resolve("gone"), remote.directory());
    }

    @Test
    void anIndexLockOfAGitCommandIsNeverTakenAway() throws Exception {
        tree.sync();
        Files.createFile(tree.directory().resolve(".git/index.lock"));
        assertThat(tree.sync().changed()).isFalse();
        remote.write("a.txt", "a2\n").commit("second");
        CheckoutException busy = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(busy.kind()).isEqualTo(CheckoutException.Kind.BUSY);
        assertThat(busy).hasMessageContaining("index.lock");
        assertThat(tree.has(".git/index.lock")).isTrue();
    }

    @Test
    void twoRunsAtOnceWorkOneAfterTheOther() throws Exception {
        try (RunLock held =
                RunLock.take(Files.createDirectories(tree.directory().resolve(".git/longshore")))) {
            assertThat(held).isNotNull();
            CheckoutException busy = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
            assertThat(busy.reason()).isEqualTo("tree.busy");
        }
        tree.sync();
        assertClean();
    }

    @Test
    void aBrokenRepositoryIsUnreadable() throws IOException {
        Files.createDirectories(tree.directory().resolve(".git"));
        CheckoutException failure = failure(tree.synchronizer(ConflictPolicy.PREFER_REMOTE));
        assertThat(failure.kind()).isEqualTo(CheckoutException.Kind.UNREADABLE);
    }
}
