/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackSpec.Checkout;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Plain folders, from the log to the disk and back. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class CheckoutIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private TestStack stack;
    private TestHost host;
    private Path target;

    @BeforeAll
    static void startLog() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
    }

    @AfterAll
    static void stopLog() {
        engine.close();
        log.close();
    }

    @BeforeEach
    void startHost() throws IOException {
        stack = new TestStack(log, engine);
        target = folder.toRealPath().resolve("srv").resolve(stack.id.stack()).resolve("site");
        host = new TestHost(
                log, stack.id.stack(), folder.resolve(stack.id.stack()), allowing(Set.of(new Right("after"))));
        stack.hosts(host.name).with("path", "site").gate(Duration.ofSeconds(3), Duration.ZERO);
        host.start();
    }

    @AfterEach
    void stopHost() {
        stack.close();
        host.close();
    }

    @Test
    void makesTheFolderEqualToThePathOfTheRevisionAndRunsTheCommand() throws IOException {
        write("own.db", "mine");
        after(
                "printf '%s %s %s' \"$LONGSHORE_STACK\" \"$LONGSHORE_REVISION\" \"${JAVA_HOME-none}\" > told; pwd >> told");

        var succeeded = site("one").file("README.md", "not of the site").deploy();

        assertThat(target.resolve("index.html")).hasContent("one");
        assertThat(target.resolve("img/a.svg")).exists();
        assertThat(target.resolve("README.md")).doesNotExist();
        assertThat(target.resolve("own.db")).hasContent("mine");
        assertThat(target.resolve("told")).content().contains(stack.id + " " + succeeded.revision() + " none" + target);
        assertThat(succeeded.durations()).containsKeys("fetch", "validate", "copy", "gate");
    }

    @Test
    void removesWhatARevisionDoesNotBringAnyMore() throws IOException {
        plain();
        site("one").deploy();
        write("own.db", "mine");

        stack.without("site/img/a.svg").deploy();

        assertThat(target.resolve("img")).doesNotExist();
        assertThat(target.resolve("own.db")).exists();
    }

    @Test
    void putsAnEditedFileBackAndKeepsTheEdit() throws IOException {
        after("date +%s%N >> ran");
        site("one").deploy();
        write("index.html", "edited");
        Files.delete(target.resolve("img/a.svg"));

        log.publish(new DriftCheck(stack.id));
        var detected = log.await(stack.id, DeploymentEvent.DriftDetected.class, e -> true);
        TestLog.eventually(() -> assertThat(target.resolve("index.html")).hasContent("one"));

        assertThat(detected.drift()).extracting(Drift::kind).containsOnly(Drift.Kind.FILE);
        assertThat(detected.drift()).extracting(Drift::service).containsExactly("img/a.svg", "index.html");
        var put = log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> e.drift().stream()
                .anyMatch(drift -> drift.observed().contains("kept as")));
        assertThat(put.drift()).anySatisfy(drift -> assertThat(backupOf(drift)).hasContent("edited"));
        TestLog.eventually(
                () -> assertThat(Files.readAllLines(target.resolve("ran"))).hasSize(2));
        assertThat(target.resolve("img/a.svg")).exists();
    }

    @Test
    void keepsALocalEditUntilTheFileChangesUpstream() throws IOException {
        plain();
        stack.with("localChanges", StackSpec.LocalChanges.PREFER_LOCAL);
        site("one").deploy();
        write("index.html", "edited");

        log.publish(new DriftCheck(stack.id));
        stack.settle();
        stack.file("site/other.html", "more").deploy();
        assertThat(target.resolve("index.html")).hasContent("edited");
        assertThat(target.resolve("other.html")).hasContent("more");

        stack.file("site/index.html", "two").deploy();
        assertThat(target.resolve("index.html")).hasContent("two");
        assertThat(log.told(stack.id)).noneMatch(DeploymentEvent.DriftDetected.class::isInstance);
    }

    @Test
    void appliesNothingWhileThereIsAnEditThatMustNotBeLost() throws IOException {
        plain();
        stack.with("localChanges", StackSpec.LocalChanges.ABORT);
        site("one").deploy();
        write("index.html", "edited");

        stack.file("site/other.html", "more").push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);
        assertThat(failed.reason()).isEqualTo("tree.local_changes");
        assertThat(failed.message()).contains("index.html");
        assertThat(target.resolve("other.html")).doesNotExist();

        Files.delete(target.resolve("index.html"));
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        assertThat(target.resolve("index.html")).hasContent("one");
    }

    @Test
    void returnsToGoldenWhenTheCommandFails() throws IOException {
        after("cat index.html >> ran; echo password=hunter2; echo it is wrong >&2; ! grep -q bad index.html");
        site("good").deploy();

        var bad = site("bad").push();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.failed()).isEqualTo(bad.revision());
        assertThat(back.reason()).isEqualTo("after.failed");
        assertThat(back.message())
                .contains("exit status 1")
                .contains("it is wrong")
                .doesNotContain("hunter2");
        assertThat(target.resolve("index.html")).hasContent("good");
        assertThat(target.resolve("ran")).hasContent("goodbadgood");
        log.publish(stack.again(bad, 3));
        assertThat(log.await(stack.id, DeploymentEvent.Skipped.class, e -> true).reason())
                .isEqualTo("revision.quarantined");
    }

    @Test
    void takesAFirstCheckoutThatFailsAwayAgain() throws IOException {
        write("own.db", "mine");
        after("exit 3");

        site("one").push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);

        assertThat(failed.message()).contains("exit status 3");
        assertThat(target.resolve("index.html")).doesNotExist();
        assertThat(target.resolve("own.db")).hasContent("mine");
    }

    @Test
    void killsACommandThatTakesTooLong() {
        after("echo begun; sleep 300 & wait");

        site("one").push();
        var failed = log.await(stack.id, DeploymentEvent.Failed.class, e -> true);

        assertThat(failed.reason()).isEqualTo("after.timeout");
        assertThat(failed.message()).contains("within 3 s").contains("begun");
    }

    @Test
    void runsTheCommandAgainWhenItWasCutOff() throws IOException {
        Path store = cutOffDuringTheCommand(2);

        host.start();
        var succeeded =
                log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2 && e.attempt() == 2);

        assertThat(succeeded.attempt()).isEqualTo(2);
        assertThat(target.resolve("index.html")).hasContent("two");
        assertThat(store.resolve("after.run")).doesNotExist();
    }

    @Test
    void returnsToGoldenWhenTheCommandStopsTheMachine() throws IOException {
        cutOffDuringTheCommand(1);

        host.start();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.reason()).isEqualTo("apply.interrupted");
        assertThat(target.resolve("index.html")).hasContent("one");
    }

    @Test
    void leavesTheOldFolderWhenTheTargetMoves() throws IOException {
        plain();
        site("one").deploy();
        write("own.db", "mine");
        Path other = target.resolveSibling("moved");
        stack.with("checkout", new Checkout(other.toString(), List.of())).deploy();

        assertThat(other.resolve("index.html")).hasContent("one");
        assertThat(target.resolve("index.html")).doesNotExist();
        assertThat(target.resolve("own.db")).hasContent("mine");
    }

    @Test
    void removesItsFilesWhenItLeavesAndNoOthers() throws IOException {
        plain();
        stack.with("prune", true);
        site("one").deploy();
        write("own.db", "mine");

        log.publish(new RevisionEvent.Removed(stack.id, new Revision("main", "f".repeat(40)), 2, true));
        log.await(stack.id, DeploymentEvent.Removed.class, e -> true);

        assertThat(target.resolve("index.html")).doesNotExist();
        assertThat(target.resolve("img")).doesNotExist();
        assertThat(target.resolve("own.db")).hasContent("mine");
    }

    @Test
    void letsNoTwoStacksHaveOneFolderOrOneInside() {
        plain();
        site("one").deploy();
        try (TestStack thief = new TestStack(log, engine)) {
            thief.hosts(host.name)
                    .with("path", "site")
                    .with("checkout", new Checkout(target.resolve("img").toString(), List.of()))
                    .file("site/a", "a")
                    .push();
            var refused = log.await(thief.id, DeploymentEvent.Refused.class, e -> true);
            assertThat(refused.reason()).isEqualTo("checkout.target_conflict");
            assertThat(refused.message()).contains(stack.id.toString());

            log.publish(new RevisionEvent.Removed(stack.id, new Revision("main", "f".repeat(40)), 2, false));
            log.await(thief.id, DeploymentEvent.Succeeded.class, e -> true);
            assertThat(target.resolve("img/a")).hasContent("a");
        }
    }

    @Test
    void refusesWhatTheHostHasNotAllowedAndNamesTheLine() {
        host.close();
        host = new TestHost(
                log, host.name, host.data, new ApplierConfig(4, 5, Map.of(), PolicyConfig.DEFAULT, List.of()));
        host.start();
        after("true");

        site("one").push();
        var refused = log.await(stack.id, DeploymentEvent.Refused.class, e -> true);

        assertThat(refused.reason()).isEqualTo("policy.target");
        assertThat(refused.message())
                .contains("policy: {profile: standard, allow: {" + stack.id + ": [after, target:" + target + "]}}");
        assertThat(target).doesNotExist();
    }

    @Test
    void refusesAPathThroughASymlinkAndItsOwnData() throws IOException {
        Files.createDirectories(target.getParent());
        Path real = Files.createDirectories(folder.toRealPath().resolve(stack.id.stack() + "-elsewhere"));
        Files.createSymbolicLink(target, real);
        plain();
        site("one").push();
        assertThat(log.await(stack.id, DeploymentEvent.Refused.class, e -> e.generation() == 1)
                        .message())
                .contains("symlink")
                .contains(real.toString());

        stack.with("checkout", new Checkout(host.data.toRealPath().toString(), List.of()))
                .push();
        assertThat(log.await(stack.id, DeploymentEvent.Refused.class, e -> e.generation() == 2)
                        .message())
                .contains("Longshore's own data");
        assertThat(real).isEmptyDirectory();
    }

    private ApplierConfig allowing(Set<Right> rights) throws IOException {
        PolicyConfig policy =
                new PolicyConfig(PolicyConfig.Profile.STANDARD, List.of(folder.toRealPath()), Map.of(stack.id, rights));
        return new ApplierConfig(4, 5, Map.of(), policy, List.of());
    }

    private void after(String script) {
        stack.with("checkout", new Checkout(target.toString(), List.of("sh", "-c", script)));
    }

    private void plain() {
        stack.with("checkout", new Checkout(target.toString(), List.of()));
    }

    private TestStack site(String index) {
        return stack.file("site/index.html", index).file("site/img/a.svg", "<svg/>");
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve(path), content);
    }

    private static Path backupOf(Drift drift) {
        return Path.of(drift.observed().replaceAll(".*kept as ", ""));
    }

    /** Golden is "one"; "two" is in the folder, and its command had begun when everything stopped. Returns the stack's own folder. */
    private Path cutOffDuringTheCommand(int boot) throws IOException {
        stack.rollback(1, boot).gate(Duration.ofSeconds(20), Duration.ZERO);
        after("grep -q one index.html && exit; touch begun; while [ ! -e go ]; do sleep 0.05; done");
        site("one").deploy();
        site("two").push();
        TestLog.eventually(() -> assertThat(target.resolve("begun")).exists());
        Path store = host.folder(stack);
        Map<Path, byte[]> disk = new HashMap<>();
        for (String name : List.of("state.json", "after.run")) {
            disk.put(store.resolve(name), Files.readAllBytes(store.resolve(name)));
        }
        write("go", "");
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 2);
        host.stop();
        for (Map.Entry<Path, byte[]> file : disk.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
        return store;
    }
}
