/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.kafka.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a new process makes of what an old one left. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class RestartIT {
    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private TestHost host;
    private TestStack stack;

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
    void makeStack() {
        stack = new TestStack(log, engine);
        host = new TestHost(log, stack.id.stack(), folder.resolve(stack.id.stack()));
        stack.hosts(host.name);
    }

    @AfterEach
    void takeDown() {
        host.close();
        stack.close();
    }

    @Test
    void touchesNothingWhenTheLogIsReadFromItsBeginning() throws IOException {
        host.start();
        stack.web("one").deploy();
        stack.web("two").deploy();
        Map<String, String> before = stack.fingerprint();
        List<Event> told = log.told(stack.id);
        host.stop();
        Files.delete(host.data.resolve("applier/offsets.json"));

        host.start();
        later();

        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(log.told(stack.id)).isEqualTo(told);
    }

    @Test
    void touchesNothingWhenItsStateIsLost() throws IOException {
        host.start();
        stack.web("one").deploy();
        Map<String, String> before = stack.fingerprint();
        host.stop();
        Files.writeString(host.folder(stack).resolve("state.json"), "{\"stack\":");

        host.start();
        TestLog.eventually(() -> assertThat(state().applied()).isNotNull());

        assertThat(stack.fingerprint()).isEqualTo(before);
        try (var files = Files.list(host.folder(stack))) {
            assertThat(files).anyMatch(file -> file.getFileName().toString().startsWith("state.json.unreadable"));
        }
    }

    /** A container keeps the folder it mounted, also when that is deleted: what stands at its path now is another. */
    @Test
    void recreatesWhatMountsATreeThatIsLost() throws IOException {
        host.start();
        stack.mounting("one").deploy();
        Map<String, String> before = stack.fingerprint();
        host.stop();
        deleteAll(host.data.resolve("applier"));

        host.start();
        TestLog.eventually(() -> assertThat(state().golden()).isNotNull());

        assertThat(stack.fingerprint()).isNotEqualTo(before);
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void triesAgainAfterOneCrash() {
        RevisionEvent.Changed pushed = crashedDuring(1);

        host.start();
        var succeeded =
                log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == pushed.generation());

        assertThat(succeeded.attempt()).isEqualTo(2);
        assertThat(state().pending()).isNull();
    }

    @Test
    void returnsToGoldenWhenARevisionKeepsStoppingTheMachine() {
        RevisionEvent.Changed pushed = crashedDuring(2);

        host.start();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.failed()).isEqualTo(pushed.revision());
        assertThat(back.reason()).isEqualTo("apply.interrupted");
        assertThat(state().quarantined()).containsExactly(pushed.revision());
    }

    @Test
    void goesOnWithARollbackThatWasCutOff() {
        RevisionEvent.Changed pushed = crashedDuring(1);
        change(state -> {
            Pending pending = java.util.Objects.requireNonNull(state.pending());
            return state.mark(pending.condemned(new Pending.Verdict("health.exited", "it exited")));
        });

        host.start();
        var back = log.await(stack.id, DeploymentEvent.RolledBack.class, e -> true);

        assertThat(back.failed()).isEqualTo(pushed.revision());
        assertThat(back.reason()).isEqualTo("health.exited");
        assertThat(log.told(stack.id))
                .filteredOn(DeploymentEvent.Started.class::isInstance)
                .hasSize(1);
    }

    @Test
    void sendsAResultThatWasDecidedButNotSent() {
        host.start();
        stack.web("one").deploy();
        host.stop();
        Received.Understood sent = log.everything().stream()
                .filter(record -> record.event() instanceof DeploymentEvent.Succeeded done
                        && done.stack().equals(stack.id))
                .findFirst()
                .orElseThrow();
        change(state -> state.post(dev.longshore.applier.store.OutgoingEvent.of(sent.envelope())));

        host.start();

        TestLog.eventually(() -> assertThat(log.everything())
                .filteredOn(
                        record -> record.envelope().id().equals(sent.envelope().id()))
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.envelope()).isEqualTo(sent.envelope())));
        TestLog.eventually(() -> assertThat(state().outbox()).isEmpty());
    }

    @Test
    void mendsWhatDriftedWhileItWasDown() {
        host.start();
        stack.web("one").deploy();
        host.stop();
        DockerCli.run(List.of("docker", "kill", stack.only().id()));

        host.start();

        log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
        assertThat(stack.only().state().text()).isEqualTo("running");
    }

    @Test
    void catchesUpWithWhatWasPushedWhileItWasDown() {
        host.start();
        stack.web("one").deploy();
        host.stop();
        stack.web("two").push();
        stack.web("three").push();

        host.start();
        var succeeded = log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() > 1);

        assertThat(succeeded.generation()).isEqualTo(3);
    }

    @Test
    void aStopUndoesAnApplyThatIsNotDoneInTime() {
        host.start();
        stack.web("one").deploy();
        stack.gate(Duration.ofSeconds(60), Duration.ofSeconds(60)).web("two").push();
        TestLog.eventually(() -> assertThat(variants()).containsExactly("two"));

        long begun = System.nanoTime();
        host.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(state().pending()).isNull();
        assertThat(state().settled()).isEqualTo(1);
        assertThat(variants()).containsExactly("one");
        host.start();
        TestLog.eventually(() -> assertThat(variants()).containsExactly("two"));
        host.stop();
    }

    @Test
    void aStopLetsAnApplyFinishThatIsNearlyDone() {
        host.start();
        stack.gate(Duration.ofSeconds(15), Duration.ofSeconds(3)).web("one").push();
        log.await(stack.id, DeploymentEvent.Started.class, e -> true);

        host.stop();

        assertThat(state().pending()).isNull();
        assertThat(state().golden()).isNotNull();
        host.start();
        log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == 1);
    }

    @Test
    void aStopTakesAFirstDeploymentDownThatIsNotDoneInTime() {
        host.start();
        stack.gate(Duration.ofSeconds(60), Duration.ofSeconds(60)).web("one").push();
        TestLog.eventually(() -> assertThat(variants()).containsExactly("one"));

        host.stop();

        assertThat(state().pending()).isNull();
        assertThat(stack.containers()).isEmpty();
    }

    private List<String> variants() {
        return stack.containers().stream()
                .map(container ->
                        DockerCli.run(List.of("docker", "inspect", "--format", "{{json .Config.Env}}", container.id())))
                .map(env -> env.replaceFirst(".*VARIANT=(\\w+).*", "$1"))
                .toList();
    }

    /** A golden revision, and the next one taken in and begun, after which the process died this often. */
    private RevisionEvent.Changed crashedDuring(int crashes) {
        host.start();
        stack.web("one").deploy();
        host.stop();
        RevisionEvent.Changed pushed = stack.web("two").push();
        for (int i = 0; i < crashes; i++) {
            change(state -> {
                Pending before = state.pending();
                return state.mark(new Pending(
                        pushed.revision(),
                        pushed.generation(),
                        stack.project(),
                        1,
                        0,
                        before == null ? 0 : before.crashes(),
                        Instant.EPOCH,
                        null));
            });
        }
        return pushed;
    }

    private StackState state() {
        return store().state();
    }

    private void change(UnaryOperator<StackState> change) {
        store().update(change);
    }

    private StackStore store() {
        return ApplierStore.open(host.data, host.name).open(stack.id);
    }

    /** Waits until another stack of this host is through: then what came before it is, too. */
    private void later() {
        try (TestStack other = new TestStack(log, engine).hosts(host.name).web("other")) {
            other.deploy();
        }
    }
}
