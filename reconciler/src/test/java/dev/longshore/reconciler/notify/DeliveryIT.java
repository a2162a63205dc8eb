/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import static dev.longshore.reconciler.notify.Told.ONE;
import static dev.longshore.reconciler.notify.Told.THREE;
import static dev.longshore.reconciler.notify.Told.TWO;
import static dev.longshore.reconciler.notify.Told.drifted;
import static dev.longshore.reconciler.notify.Told.failed;
import static dev.longshore.reconciler.notify.Told.rolledBack;
import static dev.longshore.reconciler.notify.Told.stack;
import static dev.longshore.reconciler.notify.Told.succeeded;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.config.Glob;
import dev.longshore.events.config.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryIT {
    @TempDir
    static Path data;

    private static NotifyLab lab;

    /** Of this test alone: the log is that of all. */
    private final String sinkName = "s" + UUID.randomUUID();

    private final String own = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final RecordingSink sink = new RecordingSink();

    @BeforeAll
    static void open() throws Exception {
        lab = new NotifyLab(data);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @AfterEach
    void stop() {
        lab.stopAll();
    }

    private StackId own(String name) {
        return stack(own + name);
    }

    private Route route(Duration group) {
        return new Route(List.of(new Glob("homelab/" + own + "*")), List.of(), Severity.INFO, group);
    }

    private Delivery start(Duration group) {
        return start(sinkName, sink, route(group));
    }

    /** Returns when it has found its place on the log. */
    private Delivery start(String name, RecordingSink target, Route route) {
        Delivery delivery = lab.start(name, target, route);
        lab.awaitReady(name);
        return delivery;
    }

    private void awaitTold(String... lines) {
        await().atMost(15, SECONDS).until(() -> sink.told().size() >= lines.length);
        assertThat(sink.told()).containsExactly(lines);
    }

    private static String line(String type, StackId stack) {
        return "deployment." + type + " " + stack + " on alpha";
    }

    @Test
    void aNewSinkIsToldWhatHappensFromNowOn() {
        lab.tell(failed(own("a"), ONE));
        start(Duration.ZERO);
        lab.tell(succeeded(own("a"), TWO));

        awaitTold(line("succeeded", own("a")));
        assertThat(sink.taken.get(0).first().weight())
                .as("it knows what that recovers from")
                .isEqualTo(Severity.ERROR);
    }

    @Test
    void oneCommitThatFailsOnTwentyStacksIsOneMessage() {
        start(Duration.ofSeconds(2));
        lab.tellAtOnce(
                IntStream.range(0, 20).mapToObj(i -> failed(own("s" + i), ONE)).toList());

        await().atMost(15, SECONDS).until(() -> !sink.taken.isEmpty());
        assertThat(sink.taken).hasSize(1);
        assertThat(sink.told()).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void aRestartWithinTheWindowLosesNothingAndSplitsNothing() {
        Delivery first = start(Duration.ofSeconds(4));
        IntStream.range(0, 5).forEach(i -> lab.tell(failed(own("s" + i), ONE)));
        await().atMost(10, SECONDS).until(() -> lab.metric("longshore.notify.pending", sinkName) == 5);
        lab.stop(first);
        lab.tell(failed(own("s5"), ONE));
        assertThat(sink.taken).isEmpty();
        start(Duration.ofSeconds(4));

        await().atMost(15, SECONDS).until(() -> !sink.taken.isEmpty());
        assertThat(sink.taken).hasSize(1);
        assertThat(sink.told()).hasSize(6);
    }

    @Test
    void theSameStateIsToldOnceAlsoAfterARestart() {
        Delivery first = start(Duration.ZERO);
        lab.tell(failed(own("a"), ONE), failed(own("a"), ONE), drifted(own("b"), "none"), drifted(own("b"), "nothing"));
        awaitTold(line("failed", own("a")), "drift.detected " + own("b") + " on alpha");
        lab.stop(first);
        start(Duration.ZERO);
        lab.tell(failed(own("a"), ONE), drifted(own("b"), "none"), failed(own("a"), TWO));

        awaitTold(line("failed", own("a")), "drift.detected " + own("b") + " on alpha", line("failed", own("a")));
    }

    @Test
    void aSinkThatIsAwayGetsEverythingInOrderWhenItIsBackAndNoOtherWaits() {
        RecordingSink other = new RecordingSink();
        start(Duration.ZERO);
        start(sinkName + "-other", other, route(Duration.ZERO));
        sink.answers(DeliveryException.Kind.TROUBLE);
        lab.tell(failed(own("a"), ONE), rolledBack(own("a"), ONE, THREE), succeeded(own("a"), TWO));
        await().atMost(10, SECONDS).until(() -> other.taken.size() == 3 && sink.tried.size() > 3);
        assertThat(sink.tried)
                .as("in order: no other before the first")
                .extracting(Message::id)
                .containsOnly(sink.tried.get(0).id());
        assertThat(lab.metric("longshore.notify.oldest", sinkName)).isPositive();
        sink.answers(null);

        awaitTold(line("failed", own("a")), line("rolledback", own("a")), line("succeeded", own("a")));
        assertThat(other.told()).isEqualTo(sink.told());
    }

    @Test
    void aRestartWhileTheSinkIsAwayLosesNothingAndSendsNothingTwice() {
        Delivery first = start(Duration.ZERO);
        lab.tell(failed(own("a"), ONE), succeeded(own("b"), ONE));
        await().atMost(10, SECONDS).until(() -> sink.taken.size() == 2);
        sink.answers(DeliveryException.Kind.TROUBLE);
        lab.tell(failed(own("a"), TWO), succeeded(own("b"), TWO));
        await().atMost(10, SECONDS).until(() -> sink.tried.size() > 3);
        lab.stop(first);
        lab.tell(failed(own("c"), TWO));
        sink.answers(null);
        start(Duration.ZERO);

        await().atMost(10, SECONDS).until(() -> sink.taken.size() >= 5);
        assertThat(sink.told())
                .containsExactlyInAnyOrder(
                        line("failed", own("a")),
                        line("succeeded", own("b")),
                        line("failed", own("a")),
                        line("succeeded", own("b")),
                        line("failed", own("c")));
    }

    @Test
    void whatWasSentBehindAnOpenRecordIsNotSentAgainAfterARestart() {
        Delivery first = start(Duration.ofSeconds(2));
        sink.doesNotTake(TWO);
        // In each partition something of the first cause comes behind something of the second.
        lab.tellAtOnce(stacks("a", ONE));
        lab.tellAtOnce(stacks("b", TWO));
        lab.tellAtOnce(stacks("c", ONE));
        await().atMost(15, SECONDS).until(() -> sink.told().size() == 20 && sink.tried.size() > 1);
        lab.stop(first);
        sink.answers(null);
        start(Duration.ofSeconds(2));

        await().atMost(20, SECONDS).until(() -> sink.told().size() >= 30);
        await().during(Duration.ofSeconds(1))
                .atMost(5, SECONDS)
                .until(() -> sink.told().size() == 30);
        assertThat(sink.told()).doesNotHaveDuplicates();
    }

    private List<DeploymentEvent> stacks(String prefix, Revision revision) {
        return IntStream.range(0, 10)
                .<DeploymentEvent>mapToObj(i -> failed(own(prefix + i), revision))
                .toList();
    }

    @Test
    void whatASinkRejectsGoesToTheDeadLetterAndTheNextFollows() {
        start(Duration.ZERO);
        sink.rejects(own + "bad");
        lab.tell(failed(own("bad"), ONE), failed(own("good"), TWO));

        awaitTold(line("failed", own("good")));
        assertThat(sink.tried).hasSize(4);
        await().atMost(10, SECONDS).until(() -> letters().size() == 1);
        assertThat(letters().get(0).reason()).isEqualTo("notify.rejected");
        assertThat(letters().get(0).message()).contains(sinkName).contains("does not like");
    }

    private List<DeadLetter> letters() {
        return lab.deadLetters.stream()
                .filter(letter -> String.valueOf(letter.originalKey()).contains(own))
                .toList();
    }

    @Test
    void whatAPersonHasToPutRightIsNeverGivenUp() {
        start(Duration.ZERO);
        sink.answers(DeliveryException.Kind.SETUP);
        lab.tell(failed(own("a"), ONE));
        await().atMost(10, SECONDS).until(() -> sink.tried.size() > 6);
        sink.answers(null);

        awaitTold(line("failed", own("a")));
        assertThat(letters()).isEmpty();
    }

    @Test
    void aRecordThatCannotBeReadHoldsNothingUp() {
        start(Duration.ZERO);
        lab.tellNonsense();
        lab.tell(failed(own("a"), ONE));

        awaitTold(line("failed", own("a")));
    }
}
