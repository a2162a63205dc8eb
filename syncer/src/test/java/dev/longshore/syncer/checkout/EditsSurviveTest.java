/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.Revision;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.TestRepository;
import dev.longshore.syncer.git.CommitFiles;
import dev.longshore.syncer.git.CommitFiles.Entry;
import dev.longshore.syncer.git.LocalRepository;
import dev.longshore.syncer.git.RemoteBranch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever somebody does to a tree, whatever the remote becomes, under whichever policy: every byte of an edit is in the tree or in a
 * backup; and each policy does what it promises. A failure names its seed, which repeats it.
 */
class EditsSurviveTest {
    private static final int STEPS = 5;
    private static final List<ConflictPolicy> POLICIES = List.of(ConflictPolicy.values());

    @TempDir
    private Path temp;

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("longshore.full") ? 1000 : 40);
    }

    private final Set<ObjectId> theirs = new HashSet<>();
    private TestRepository remote;
    private WorkingCopy tree;
    private Random random = new Random();

    @BeforeEach
    void push() throws Exception {
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("a", "first").commit("first");
        tree = new WorkingCopy(temp.resolve("tree"), remote.url());
    }

    @AfterEach
    void close() {
        remote.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsEverLost(long seed) throws Exception {
        random = new Random(seed);
        RandomEditor pusher = new RandomEditor(random, remote.directory(), "them");
        begin();
        for (int step = 0; step < STEPS; step++) {
            push(pusher);
            edit(new RandomEditor(random, tree.directory(), "us" + step + "-"));
            boolean crashed = random.nextInt(3) == 0 && crash();
            if (crashed) {
                push(pusher);
            }
            check(crashed);
        }
    }

    /** Nobody edits here, so a run that refuses an edited tree must find nothing to refuse. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatAKilledRunLeftIsNoEdit(long seed) throws Exception {
        random = new Random(seed);
        RandomEditor pusher = new RandomEditor(random, remote.directory(), "them");
        tree.sync();
        for (int step = 0; step < STEPS; step++) {
            push(pusher);
            crash();
            push(pusher);
            crash(); // a run that was to repair what the first one left
            push(pusher);
            check(true);
        }
    }

    /** A clone of ours, or a repository that somebody made. */
    private void begin() throws Exception {
        if (random.nextInt(4) == 0) {
            Git.init()
                    .setDirectory(tree.directory().toFile())
                    .setInitialBranch("main")
                    .call()
                    .close();
        } else {
            tree.sync();
        }
    }

    private void push(RandomEditor pusher) throws Exception {
        if (random.nextInt(6) == 0 && remote.git().getRepository().resolve("HEAD~1") != null) {
            remote.git()
                    .reset()
                    .setMode(ResetCommand.ResetType.SOFT)
                    .setRef("HEAD~1")
                    .call();
        }
        pusher.edit(4);
        remote.git().add().addFilepattern(".").call();
        remote.git().add().setUpdate(true).addFilepattern(".").call();
        pusher.commit(remote.git());
        theirs.addAll(TreeState.of(remote.git().getRepository()).reachable());
    }

    private void edit(RandomEditor editor) throws Exception {
        if (random.nextInt(5) == 0) {
            return;
        }
        try (Git git = Git.open(tree.directory().toFile())) {
            editor.edit(3);
            editor.useGit(git);
            editor.edit(2);
        }
    }

    /** Does what a run does until it is killed somewhere in the middle; whether there was something to do. */
    private boolean crash() throws Exception {
        try (Repository repository = open(tree)) {
            History history = new History(repository, "main");
            history.rememberUpstream();
            RepositoryConfig config = new RepositoryConfig("demo", remote.url(), "main", null, null, List.of());
            Revision tip = new RemoteBranch(config, RemoteAccess.DIRECT, Clock.systemUTC())
                    .fetch(repository, history.tracking());
            TreeFolder folder = new TreeFolder(tree.directory(), remote.url(), "main");
            Files.createDirectories(folder.scratch());
            ObjectId commit = ObjectId.fromString(tip.commit());
            Comparison found = Comparison.of(folder, repository, history, folder.index(), commit);
            Snapshot seen = found.snapshot();
            boolean untracked = !TreeState.of(repository).disk().keySet().stream()
                    .allMatch(path -> seen.head().containsKey(path) || seen.isPending(path));
            if (found.isEdited() || untracked) { // which the next commit could be in the way of
                return false;
            }
            history.addPending(commit);
            if (random.nextInt(4) == 0) {
                Files.writeString(folder.directory().resolve(".git/index.lock"), "held by longshore checkout\n");
            }
            Plan plan = Plan.forRemote(found.snapshot());
            boolean all = random.nextInt(3) == 0;
            plan.write().keySet().removeIf(path -> !all && random.nextBoolean());
            plan.remove().removeIf(path -> !all && random.nextBoolean());
            new TreeWriter(
                            found.snapshot(),
                            found.tree(),
                            repository.newObjectReader(),
                            folder.scratch().resolve("tmp"))
                    .carryOut(plan);
            if (all && random.nextBoolean()) {
                folder.index().write(plan.index(), Map.of());
                if (random.nextBoolean()) {
                    history.checkedOut(commit, found.branchCommit());
                }
            }
            return true;
        }
    }

    private static Repository open(WorkingCopy tree) throws IOException {
        return LocalRepository.open(tree.directory().resolve(".git"), tree.directory());
    }

    private void check(boolean crashed) throws Exception {
        ConflictPolicy policy = crashed && random.nextBoolean()
                ? ConflictPolicy.ABORT // which takes nothing of the killed run for an edit, or it would refuse
                : POLICIES.get(random.nextInt(POLICIES.size()));
        TreeState before;
        try (Repository repository = open(tree)) {
            before = TreeState.of(repository);
        }
        CheckoutException refusal = sync(tree, policy);
        try (Repository repository = open(tree)) {
            TreeState after = TreeState.of(repository);
            assertThat(after.lost(before, theirs)).as("%s", policy).isEmpty();
            if (refusal != null) {
                assertThat(crashed).as(refusal.text()).isFalse();
                assertThat(refusal.kind()).as(refusal.text()).isEqualTo(CheckoutException.Kind.CONFLICT);
                assertThat(policy).as(refusal.text()).isEqualTo(ConflictPolicy.ABORT);
                assertThat(after.isUntouched(before)).isTrue();
            } else if (policy == ConflictPolicy.PREFER_LOCAL && !crashed) {
                assertEditsStay(before, after);
            } else {
                assertEqual(repository, remote, after);
            }
        }
        if (refusal == null) {
            assertThat(tree.has(".git/index.lock")).isFalse();
            assertThat(tree.sync(policy).changed()).as("%s, again", policy).isFalse();
        }
    }

    private static @Nullable CheckoutException sync(WorkingCopy tree, ConflictPolicy policy) {
        try {
            tree.sync(policy);
            return null;
        } catch (CheckoutException e) {
            return e;
        }
    }

    private static void assertEqual(Repository repository, TestRepository remote, TreeState after) throws Exception {
        ObjectId tip = remote.git().getRepository().resolve("refs/heads/main");
        Map<String, Entry> files = CommitFiles.of(repository, tip);
        assertThat(repository.resolve("HEAD")).isEqualTo(tip);
        assertThat(repository.getFullBranch()).isEqualTo("refs/heads/main");
        assertThat(after.index()).isEqualTo(files);
        assertThat(after.disk()).containsAllEntriesOf(files);
    }

    private void assertEditsStay(TreeState before, TreeState after) {
        before.disk().forEach((path, entry) -> {
            if (!theirs.contains(entry.id())) {
                assertThat(after.disk().get(path)).as("kept %s", path).isEqualTo(entry);
            }
        });
    }
}
