/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // it only has to be there
class TimekeeperIT {
    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static KafkaSettings settings;
    private static LogFollower ear;
    private static final List<Received.Understood> HEARD = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        ear = new LogFollower(
                settings,
                "ear",
                Map.of(Topic.SYNC, LogFollower.Start.BEGINNING, Topic.DRIFT, LogFollower.Start.BEGINNING),
                Map.of(),
                (records, next) -> records.forEach(record -> HEARD.add((Received.Understood) record)));
        ear.start();
    }

    @AfterAll
    static void close() {
        ear.close();
        broker.close();
    }

    private static Timekeeper start(String host, Duration ahead) {
        Clock clock = Clock.offset(Clock.systemUTC(), ahead);
        Timekeeper time = new Timekeeper(0.1, settings, new EventFactory("reconciler", host, clock), clock).start();
        Map<String, Duration> intervals = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            intervals.put("r" + i, Duration.ofMillis(500));
        }
        time.polls(intervals);
        time.driftCheck(new StackId("homelab", "web"), Duration.ofMillis(500));
        return time;
    }

    private static List<Received.Understood> heardFrom(String host) {
        return HEARD.stream()
                .filter(record -> record.envelope().meta().source().endsWith("/" + host))
                .toList();
    }

    @Test
    void anHeirWhoseClockIsBehindAsksForNothingAgain() {
        try (Timekeeper ahead = start("ahead", Duration.ofSeconds(3))) {
            await().atMost(20, SECONDS).until(() -> heardFrom("ahead").size() >= 30);
        }
        try (Timekeeper behind = start("behind", Duration.ZERO)) {
            await().atMost(20, SECONDS).until(() -> heardFrom("behind").size() >= 30);
        }

        assertThat(HEARD.stream().map(record -> record.envelope().meta().id())).doesNotHaveDuplicates();
        assertThat(heardFrom("behind").stream().map(Received.Understood::event))
                .contains(new DriftCheck(new StackId("homelab", "web")));
    }

    @Test
    void onlyTheNewestOfTwoIsHeard() {
        try (Timekeeper zombie = start("zombie", Duration.ZERO)) {
            await().atMost(20, SECONDS).until(() -> !heardFrom("zombie").isEmpty());
            try (Timekeeper heir = start("heir", Duration.ZERO)) {
                await().atMost(20, SECONDS).until(() -> !heardFrom("heir").isEmpty());
                int heard = heardFrom("zombie").size();
                await().atMost(20, SECONDS).until(() -> heardFrom("heir").size() >= 60);
                assertThat(heardFrom("zombie")).hasSize(heard);
            }
        }
        assertThat(HEARD.stream().map(record -> record.envelope().meta().id())).doesNotHaveDuplicates();
    }
}
