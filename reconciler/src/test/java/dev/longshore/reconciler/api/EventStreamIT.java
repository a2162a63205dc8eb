/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static dev.longshore.reconciler.api.ApiLab.failed;
import static dev.longshore.reconciler.api.ApiLab.started;
import static dev.longshore.reconciler.api.ApiLab.status;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.events.StackStatus.State;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStreamIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static ApiLab lab;

    @BeforeAll
    static void open() throws Exception {
        lab = new ApiLab(folder);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @BeforeEach
    void start() throws Exception {
        lab.start();
    }

    @AfterEach
    void stop() {
        lab.stop();
    }

    @Test
    void sendsEachEventAsAStructuredCloudEventAsItComes() throws Exception {
        try (StreamReader stream = lab.stream("/api/events").awaitOpen()) {
            List<String> told = lab.tell(started("homelab/web", 1));

            StreamReader.Message message = stream.awaitMessages(1).messages.get(0);
            JsonNode event = JSON.readTree(message.data());
            assertThat(stream.response().headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(message.event()).isEqualTo("dev.longshore.deployment.started.v1");
            assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
            assertThat(event.path("type").textValue()).isEqualTo(message.event());
            assertThat(event.path("id").textValue()).isEqualTo(told.get(0));
            assertThat(event.path("data").path("stack").textValue()).isEqualTo("homelab/web");
        }
    }

    @Test
    void beginsAtTheBeginningIfAskedTo() throws Exception {
        List<String> told = lab.tell(started("homelab/web", 1), started("shop/web", 1));

        try (StreamReader stream = lab.stream("/api/events?from=beginning")) {
            await().atMost(20, SECONDS)
                    .untilAsserted(() -> assertThat(stream.cloudEventIds()).containsAll(told));
        }
    }

    @Test
    void filtersByStackAndType() throws Exception {
        try (StreamReader web = lab.stream("/api/events?stack=web").awaitOpen();
                StreamReader two = lab.stream("/api/events?type=*.requested&type=deployment.failed")
                        .awaitOpen();
                StreamReader statuses = lab.stream("/api/events?type=status.*&stack=homelab/web")
                        .awaitOpen()) {
            lab.tell(
                    started("homelab/web", 1),
                    started("homelab/db", 1),
                    new SyncRequested("web", Trigger.MANUAL, false, "lab"),
                    failed("homelab/db", 1),
                    status("homelab/db", "alpha", State.ERROR),
                    status("homelab/web", "alpha", State.IN_SYNC),
                    failed("shop/web", 1));

            assertThat(types(web.awaitMessages(2)))
                    .containsExactlyInAnyOrder("deployment.started", "deployment.failed");
            assertThat(types(two.awaitMessages(3)))
                    .containsExactlyInAnyOrder("sync.requested", "deployment.failed", "deployment.failed");
            assertThat(types(statuses.awaitMessages(1))).containsExactly("status.changed");
        }
    }

    @Test
    void resumesBehindAnyEventWithoutLossOrRepetition() throws Exception {
        String before = lastIdNow();
        List<String> all = lab.tellMany(60);
        List<StreamReader.Message> messages;
        try (StreamReader stream = lab.stream("/api/events", "Last-Event-ID", before)) {
            messages = List.copyOf(stream.awaitMessages(60).messages);
            assertThat(stream.cloudEventIds()).containsExactlyInAnyOrderElementsOf(all);
        }
        for (int seen : List.of(0, 7, 29, 58)) {
            List<String> rest = new ArrayList<>(all);
            messages.subList(0, seen + 1).forEach(message -> rest.remove(id(message)));
            try (StreamReader stream = lab.stream(
                    "/api/events", "Last-Event-ID", messages.get(seen).id())) {
                assertThat(stream.awaitMessages(rest.size()).cloudEventIds())
                        .as("after " + seen)
                        .containsExactlyInAnyOrderElementsOf(rest);
            }
        }
    }

    @Test
    void resumesOverARestartAlsoWhenNothingHadComeYet() throws Exception {
        String id;
        try (StreamReader stream = lab.stream("/api/events?type=deployment.*").awaitOpen()) {
            id = stream.lastId();
            lab.stop();
            stream.awaitEnd();
            assertThat(stream.comments).as("the end is a proper one").noneMatch(line -> line.contains("Exception"));
        }
        List<String> told = lab.tell(started("homelab/web", 1), started("shop/web", 1));
        lab.start();

        try (StreamReader stream = lab.stream("/api/events?type=deployment.*", "Last-Event-ID", id)) {
            assertThat(stream.awaitMessages(2).cloudEventIds()).containsExactlyInAnyOrderElementsOf(told);
        }
    }

    @Test
    void givesThoseWhoHearNothingAPlaceToResumeFrom() throws Exception {
        try (StreamReader stream =
                lab.stream("/api/events?stack=homelab/web&type=deployment.*").awaitOpen()) {
            String first = stream.lastId();
            lab.tell(started("homelab/db", 1));
            await().atMost(10, SECONDS).until(() -> !stream.lastId().equals(first));

            assertThat(stream.messages).isEmpty();
            assertThat(stream.comments).isNotEmpty().containsOnly(": keep-alive");
        }
    }

    @Test
    void saysWhatIsNotKeptAnyMoreAndGoesOn() throws Exception {
        String id = lastIdNow();
        lab.tellMany(30);
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        for (int partition = 0; partition < 4; partition++) {
            all.put(new TopicPartition(Topic.DEPLOYMENT.topicName(), partition), RecordsToDelete.beforeOffset(-1));
        }
        try (Admin admin = Admin.create(Map.copyOf(lab.settings.properties()))) {
            admin.deleteRecords(all).all().get(10, SECONDS);
        }
        List<String> after = lab.tell(started("homelab/web", 1));

        try (StreamReader stream = lab.stream("/api/events", "Last-Event-ID", id)) {
            StreamReader.Message gap = stream.awaitMessages(12).messages.get(0);
            assertThat(gap.event()).isEqualTo("longshore.gap");
            assertThat(JSON.readTree(gap.data()).path("topics"))
                    .extracting(JsonNode::textValue)
                    .containsExactly("longshore.deployment");
            assertThat(stream.cloudEventIds())
                    .as("10 sync requests, and what is new")
                    .hasSize(12)
                    .containsAll(after);
            try (StreamReader again = lab.stream("/api/events", "Last-Event-ID", gap.id())) {
                assertThat(again.awaitMessages(11).messages)
                        .noneMatch(message -> message.event().equals("longshore.gap"));
            }
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        String id = lastIdNow();
        for (String wrong :
                List.of("17", id.substring(0, id.length() - 1), id.replaceFirst("\\.0", ".1"), id + "~", "v1~~")) {
            HttpResponse<String> answer = lab.send(lab.request("/api/events").header("Last-Event-ID", wrong));
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).contains("Last-Event-ID");
        }
        assertThat(lab.get("/api/events?type=deploymnet.*").body()).contains("deploymnet", "deployment.started");
        assertThat(lab.get("/api/events?type=a*a*a*a*a*a*a*a*b").statusCode()).isEqualTo(400);
        assertThat(lab.get("/api/events?type=%5B").statusCode()).isEqualTo(400);
        assertThat(lab.get("/api/events?stack=A%20B").statusCode()).isEqualTo(400);
        assertThat(lab.get("/api/events?from=yesterday").statusCode()).isEqualTo(400);
        await().atMost(10, SECONDS).until(() -> streams() == 0);
    }

    @Test
    void cutsOffAReaderThatStandsStillAndNobodyElse() throws Exception {
        try (StreamReader good = lab.stream("/api/events").awaitOpen();
                Socket stuck = stuck()) {
            await().atMost(10, SECONDS).until(() -> streams() == 2);
            for (int number = 0; number < 100; number++) {
                lab.tell(failed("homelab/web", 20_000));
            }
            await().atMost(20, SECONDS).until(() -> streams() == 1);

            assertThat(lab.metrics
                            .get("longshore.api.streams.ended")
                            .tag("reason", "reader_slow")
                            .counter()
                            .count())
                    .isEqualTo(1);
            good.awaitMessages(100);
            lab.tell(started("homelab/web", 1));
            good.awaitMessages(101);
            assertThat(stuck.isClosed()).isFalse();
        }
    }

    @Test
    void takesSoManyReadersAndNoMoreUntilOneLeaves() throws Exception {
        List<StreamReader> readers = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            readers.add(lab.stream("/api/events").awaitOpen());
        }
        try (StreamReader refused = lab.stream("/api/events")) {
            assertThat(refused.response().statusCode()).isEqualTo(429);
            assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(lab.get("/api/status").statusCode()).isEqualTo(200);

        readers.remove(0).close();
        await().atMost(10, SECONDS).until(() -> streams() == 3);
        readers.add(lab.stream("/api/events").awaitOpen());
        lab.api().reconfigure(lab.config(5, new Secret.FromFile(lab.tokenFile)));
        await().atMost(10, SECONDS).until(() -> {
            try (StreamReader fifth = lab.stream("/api/events")) {
                return fifth.response().statusCode() == 200;
            }
        });
        for (StreamReader reader : readers) {
            reader.close();
        }
        await().atMost(10, SECONDS).until(() -> streams() == 0);
    }

    /** A reader that asks, takes a little, and no more. */
    private static Socket stuck() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), lab.api().port()));
        socket.getOutputStream()
                .write(("GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ApiLab.TOKEN + "\r\n\r\n")
                        .getBytes(US_ASCII));
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static String lastIdNow() throws Exception {
        try (StreamReader stream = lab.stream("/api/events").awaitOpen()) {
            return stream.lastId();
        }
    }

    private static int streams() {
        return (int) lab.metrics.get("longshore.api.streams").gauge().value();
    }

    private static List<String> types(StreamReader stream) {
        return stream.messages.stream()
                .map(message -> message.event().replaceAll("dev\\.longshore\\.(.*)\\.v1", "$1"))
                .toList();
    }

    private static String id(StreamReader.Message message) {
        try {
            return JSON.readTree(message.data()).path("id").textValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
