/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ALPHA;
import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.alive;
import static dev.longshore.reconciler.Sample.succeeded;
import static dev.longshore.reconciler.Sample.wanted;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.EventMeta;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two reconcilers in processes of their own, the active one goes. */
@SuppressWarnings("try") // one that only has to be there
class TakeoverIT {
    private static final Duration TAKEOVER = Duration.ofSeconds(10);

    @TempDir
    Path data;

    private EmbeddedBroker broker;
    private ReconcilerLab lab;

    @BeforeEach
    void open() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data.resolve("broker")));
        lab = new ReconcilerLab(new KafkaSettings(broker.clientProperties()));
    }

    @AfterEach
    void close() {
        lab.close();
        broker.close();
    }

    @Test
    void aKilledOneIsReplacedInTimeAndNothingIsAskedOrToldTwice() throws IOException {
        try (ReconcilerProcess first = start("first");
                ReconcilerProcess second = start("second")) {
            lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
            awaitAsked("first", 40);
            lab.awaitState(State.IN_SYNC);

            first.kill();
            long before = System.nanoTime();
            lab.tell(wanted(TWO, 2), succeeded(TWO, 2));
            await().atMost(TAKEOVER)
                    .pollInterval(20, MILLISECONDS)
                    .until(() -> lab.askedBy("second") > 0
                            && TWO.equals(lab.status().orElseThrow().actualRevision()));
            System.out.printf("taken over after a kill in %d ms%n", (System.nanoTime() - before) / 1_000_000);
            awaitAsked("second", 40);
        }

        assertNothingTwice();
    }

    @Test
    void aFrozenOneIsReplacedInTimeAndIsFencedWhenItGoesOn() throws IOException, InterruptedException {
        try (ReconcilerProcess first = start("first");
                ReconcilerProcess second = start("second")) {
            lab.tell(alive(ALPHA), wanted(ONE, 1), succeeded(ONE, 1));
            awaitAsked("first", 40);
            lab.awaitState(State.IN_SYNC);

            first.signal("STOP");
            long before = System.nanoTime();
            await().atMost(TAKEOVER).pollInterval(20, MILLISECONDS).until(() -> lab.askedBy("second") > 0);
            System.out.printf("taken over after a freeze in %d ms%n", (System.nanoTime() - before) / 1_000_000);
            long asked = lab.askedBy("first");
            lab.tell(wanted(TWO, 2), succeeded(TWO, 2));
            first.signal("CONT");
            await().atMost(20, SECONDS)
                    .until(() -> TWO.equals(lab.status().orElseThrow().actualRevision()));
            awaitAsked("second", 150); // five seconds and more: the zombie had time to see what it missed
            assertThat(lab.askedBy("first")).isEqualTo(asked);

            second.kill();
            await().atMost(TAKEOVER.plusSeconds(10)).until(() -> lab.askedBy("first") > asked);
        }

        assertNothingTwice();
    }

    private ReconcilerProcess start(String host) throws IOException {
        return ReconcilerProcess.start(lab.settings(), host, data);
    }

    private void awaitAsked(String host, int times) {
        await().atMost(30, SECONDS).until(() -> lab.askedBy(host) >= times);
    }

    private void assertNothingTwice() {
        List<String> ids = lab.askedBy.stream().map(EventMeta::id).toList();
        assertThat(ids).hasSizeGreaterThan(80).doesNotHaveDuplicates();
        assertThat(lab.cdEventIds).doesNotHaveDuplicates();
        assertThat(lab.cdEventTypes)
                .filteredOn(type -> type.contains("service"))
                .containsExactly("dev.cdevents.service.deployed.0.3.0", "dev.cdevents.service.upgraded.0.3.0");
    }
}
