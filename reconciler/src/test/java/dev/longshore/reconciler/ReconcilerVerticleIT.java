/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ALPHA;
import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.WEB;
import static dev.longshore.reconciler.Sample.alive;
import static dev.longshore.reconciler.Sample.succeeded;
import static dev.longshore.reconciler.Sample.wanted;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.DeadLetter;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TransactionalFold;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerVerticleIT {
    @TempDir
    Path data;

    private EmbeddedBroker broker;
    private ReconcilerLab lab;

    @BeforeEach
    void open() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        lab = new ReconcilerLab(new KafkaSettings(broker.clientProperties()));
    }

    @AfterEach
    void close() {
        lab.close();
        broker.close();
    }

    @Test
    void restartRebuildsTheSameStatusAndTellsNothingTwice() {
        ReconcilerScenarios.restartRebuildsTheSameStatusAndTellsNothingTwice(lab);
    }

    @Test
    void standbyTakesOver() {
        ReconcilerScenarios.standbyTakesOver(lab);
    }

    @Test
    void asksForPollsAndDriftChecksWhileActive() {
        ReconcilerVerticle verticle = lab.start();
        lab.tell(wanted(ONE, 1));

        await().atMost(20, SECONDS)
                .until(() -> lab.asked.contains(new DriftCheck(WEB))
                        && lab.asked.contains(new SyncRequested("homelab", Trigger.POLL, false, "reconciler")));
        lab.stop(verticle);
        int asked = lab.asked.size();
        lab.start();
        await().atMost(20, SECONDS).until(() -> lab.asked.stream().skip(asked).anyMatch(DriftCheck.class::isInstance));
    }

    @Test
    void aZombieIsFencedAndTellsNothing() {
        TransactionalFold zombie = lab.foldOutsideOfAnyElection();
        await().atMost(20, SECONDS).until(zombie::isCaughtUp);
        TransactionalFold heir = lab.foldOutsideOfAnyElection();
        await().atMost(20, SECONDS).until(heir::isCaughtUp);
        lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
        lab.awaitState(State.IN_SYNC);
        await().atMost(5, SECONDS).until(() -> !zombie.isCaughtUp());

        assertThat(heir.isCaughtUp()).isTrue();
        assertThat(lab.cdEventIds).hasSize(2).doesNotHaveDuplicates();
        zombie.close();
        heir.close();
    }

    @Test
    void aPoisonedRecordGoesToTheDeadLetterAndHoldsNothingUp() {
        lab.start();
        lab.tellNonsense(Topic.DEPLOYMENT);
        lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));

        lab.awaitState(State.IN_SYNC);
        await().atMost(20, SECONDS).until(() -> !lab.deadLetters.isEmpty());
        assertThat(lab.deadLetters)
                .extracting(letter -> ((DeadLetter) letter).topic())
                .containsExactly("longshore.deployment");
    }

    @Test
    void aStatusThatEndedStaysEndedOverARestart() {
        ReconcilerVerticle verticle = lab.start();
        lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
        lab.awaitState(State.IN_SYNC);
        lab.tell(new DeploymentEvent.Orphaned(WEB, "beta", "host.not_selected"));
        lab.tell(new RevisionEvent.Removed(WEB, Sample.TWO, 2, false));
        lab.tell(new DeploymentEvent.Orphaned(WEB, ALPHA, "stack.removed"));
        await().atMost(20, SECONDS).until(() -> lab.statuses.isEmpty());
        lab.stop(verticle);
        int statuses = lab.statusKeys.size();

        lab.start();
        lab.tell(alive(ALPHA), Sample.wanted(StackSpec.of("db", "."), ONE, 1));
        await().atMost(20, SECONDS).until(() -> !lab.statuses.isEmpty());
        assertThat(lab.statusKeys.subList(statuses, lab.statusKeys.size())).containsOnly("homelab/db@alpha");
        assertThat(lab.statuses.values()).extracting(StackStatus::operation).containsExactly("waiting");
    }
}
