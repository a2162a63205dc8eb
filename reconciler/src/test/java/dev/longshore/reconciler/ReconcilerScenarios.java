/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ALPHA;
import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.THREE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.alive;
import static dev.longshore.reconciler.Sample.fetched;
import static dev.longshore.reconciler.Sample.rolledBack;
import static dev.longshore.reconciler.Sample.started;
import static dev.longshore.reconciler.Sample.succeeded;
import static dev.longshore.reconciler.Sample.wanted;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.Trigger;
import java.util.List;

/** What must hold on any Kafka. */
final class ReconcilerScenarios {
    private ReconcilerScenarios() {}

    static void restartRebuildsTheSameStatusAndTellsNothingTwice(ReconcilerLab lab) {
        ReconcilerVerticle first = lab.start();
        var rollback = lab.events.first(rolledBack(TWO, ONE, 2));
        lab.tell(alive(ALPHA), fetched(ONE, null, Trigger.PUSH), wanted(ONE, 1), started(ONE, 1), succeeded(ONE, 1));
        lab.tell(wanted(TWO, 2), started(TWO, 2));
        lab.tell(rollback);
        lab.awaitState(State.ERROR);
        StackStatus before = lab.status().orElseThrow();
        List<String> told = List.copyOf(lab.cdEventIds);
        lab.stop(first);

        lab.start();
        lab.tell(rollback);
        lab.tell(alive(ALPHA), fetched(THREE, ONE, Trigger.MANUAL));
        await().atMost(20, SECONDS)
                .until(() -> THREE.equals(lab.status().orElseThrow().repositoryHead()));

        StackStatus after = lab.status().orElseThrow();
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("repositoryHead", "lastTrigger")
                .isEqualTo(before);
        assertThat(lab.cdEventIds).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(told);
        assertThat(told).hasSize(6);
    }

    static void standbyTakesOver(ReconcilerLab lab) {
        ReconcilerVerticle first = lab.start();
        ReconcilerVerticle second = lab.start();
        await().atMost(20, SECONDS).until(first::isReady);
        assertThat(List.of(first.isActive(), second.isActive())).containsExactlyInAnyOrder(true, false);
        lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
        lab.awaitState(State.IN_SYNC);

        ReconcilerVerticle active = first.isActive() ? first : second;
        ReconcilerVerticle standby = first.isActive() ? second : first;
        lab.stop(active);
        await().atMost(10, SECONDS).until(standby::isActive);
        lab.tell(wanted(TWO, 2), succeeded(TWO, 2));

        await().atMost(20, SECONDS)
                .until(() -> TWO.equals(lab.status().orElseThrow().actualRevision()));
        assertThat(lab.cdEventTypes)
                .filteredOn(type -> type.contains("service"))
                .containsExactly("dev.cdevents.service.deployed.0.3.0", "dev.cdevents.service.upgraded.0.3.0");
    }
}
