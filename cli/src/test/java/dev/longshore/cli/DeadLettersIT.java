/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.node.Node;
import dev.longshore.cli.node.Service;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.events.EventJson;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Poisoned records on a real broker, with a real syncer and reconciler. */
final class DeadLettersIT {
    private static final String GARBAGE = "{\"password\": \"hunter22\", \"url\": \"https://me:pw@git.example.org/\"";
    private static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 'A', 27, '[', '2', 'J'};

    @TempDir
    static Path directory;

    private static Path file;
    private static Node node;
    private static Cluster cluster;

    private record Result(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        LogOptions.quiet();
        file = Files.writeString(directory.resolve("longshore.yaml"), """
                data: %s/data
                management: {listen: "127.0.0.1:0"}
                repositories: [{name: homelab, url: "file://%s/nowhere"}]
                """.formatted(directory, directory));
        Configuration configuration =
                ConfigurationLoader.load(file, name -> null).configuration();
        node = Node.start(configuration, EnumSet.of(Service.SYNCER, Service.RECONCILER));
        cluster = Cluster.locate(Optional.of(configuration), name -> null);
        put(Topic.SYNC, "garbage", GARBAGE.getBytes(StandardCharsets.UTF_8));
        put(Topic.SYNC, "homelab-typo", request("redriven-1").getBytes(StandardCharsets.UTF_8));
        put(Topic.SYNC, "other-typo", request("redriven-2").getBytes(StandardCharsets.UTF_8));
        put(Topic.REVISION, "homelab/web", BINARY);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> list().size() == 4);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** As somebody would with any Kafka tool. */
    private static String request(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/me\",\"type\":\"dev.longshore.sync.requested.v1\",\"subject\":\"homelab\","
                + "\"time\":\"2026-01-01T00:00:00Z\",\"datacontenttype\":\"application/json\","
                + "\"data\":{\"repository\":\"homelab\",\"trigger\":\"manual\",\"force\":false,\"requestedBy\":\"me\"}}";
    }

    private static void put(Topic topic, String key, byte[] value) throws InterruptedException {
        cluster.publish(publisher -> publisher.publish(topic, 0, key, value));
    }

    private static Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-c", file.toString()));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Longshore.run(all.toArray(String[]::new), name -> null);
            return new Result(
                    exitCode, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static JsonNode list() throws Exception {
        return EventJson.MAPPER.readTree(run("list", "-o", "json").out());
    }

    private static String id(String key) throws Exception {
        for (JsonNode letter : list()) {
            if (letter.path("key").asText().equals(key)) {
                return letter.path("id").asText();
            }
        }
        throw new AssertionError("no dead letter for " + key);
    }

    private static List<Received> sync() throws InterruptedException {
        List<Received> all = new ArrayList<>();
        cluster.read(Map.of(Topic.SYNC, LogFollower.Start.BEGINNING), (records, next) -> all.addAll(records));
        return all;
    }

    private static long onLog(String id) throws InterruptedException {
        return sync().stream()
                .filter(Received.Understood.class::isInstance)
                .map(record -> ((Received.Understood) record).envelope().id())
                .filter(id::equals)
                .count();
    }

    private static boolean isAnswered(String id) throws InterruptedException {
        List<Received> all = new ArrayList<>();
        cluster.read(Map.of(Topic.SOURCE, LogFollower.Start.BEGINNING), (records, next) -> all.addAll(records));
        return all.stream()
                .filter(Received.Understood.class::isInstance)
                .map(record -> ((Received.Understood) record).event())
                .anyMatch(event ->
                        event instanceof SourceEvent source && source.requests().contains(id));
    }

    @Test
    void listsWhereEachCameFromAndWhy() throws Exception {
        Result table = run("list");

        assertThat(table.exitCode()).isZero();
        assertThat(table.out().lines()).hasSize(5);
        assertThat(table.out())
                .contains(
                        "ID",
                        id("homelab-typo").substring(0, 12),
                        "longshore.sync/0/",
                        "homelab-typo",
                        "decode.key",
                        "longshore.revision/0/0",
                        "decode.cloudevent")
                .doesNotContain("hunter22");
        assertThat(list())
                .anySatisfy(letter -> {
                    assertThat(letter.path("topic").asText()).isEqualTo("longshore.revision");
                    assertThat(letter.path("redrivable").asBoolean()).isFalse();
                })
                .anySatisfy(letter -> {
                    assertThat(letter.path("key").asText()).isEqualTo("homelab-typo");
                    assertThat(letter.path("redrivable").asBoolean()).isTrue();
                });
    }

    @Test
    void showsARecordWithoutItsSecrets() {
        Result shown = run("show", "longshore.sync/0/0");

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("garbage", "git.example.org", GARBAGE.length() + " bytes")
                .doesNotContain("hunter22", "me:pw");
    }

    @Test
    void showsWhatIsNoTextAsADump() throws Exception {
        Result shown = run("show", "longshore.revision/0/0");
        JsonNode json = EventJson.MAPPER.readTree(
                run("show", "longshore.revision/0/0", "-o", "json").out());

        assertThat(shown.out())
                .contains("00 01 02 ff 41 1b 5b 32 4a", "....A.[2J")
                .doesNotContain("\u001b");
        assertThat(json.path("base64").binaryValue()).isEqualTo(BINARY);
        assertThat(json.path("text").isMissingNode()).isTrue();
    }

    @Test
    void sendsEachRequestAgainOnceAndTheSyncerAnswers() throws Exception {
        Result first = run("redrive", id("homelab-typo"));
        Result second = run("redrive", id("homelab-typo"));
        Result all = run("redrive", "--all");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("sent again: redriven-1 for homelab");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("sent again before: redriven-1");
        assertThat(all.exitCode()).as("the garbage cannot be").isEqualTo(1);
        assertThat(all.out()).contains("sent again before: redriven-1", "sent again: redriven-2 for homelab");
        assertThat(all.err()).contains("decode.cloudevent");
        assertThat(onLog("redriven-1")).isEqualTo(1);
        assertThat(onLog("redriven-2")).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20)).until(() -> isAnswered("redriven-1") && isAnswered("redriven-2"));
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        Result revision = run("redrive", "longshore.revision/0/0");
        Result garbage = run("redrive", "longshore.sync/0/0");

        assertThat(revision.exitCode()).isEqualTo(1);
        assertThat(revision.err()).contains("only records of longshore.sync are sent again", "longshore sync");
        assertThat(garbage.exitCode()).isEqualTo(1);
        assertThat(garbage.err()).contains("decode.cloudevent");
        assertThat(sync())
                .filteredOn(record -> "homelab/web".equals(record.key()))
                .isEmpty();
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(run("show", "feedbeef").exitCode()).isEqualTo(4);
        assertThat(run("show", "feedbeef").err()).contains("dead-letters list");
        assertThat(run("show", "").exitCode()).isEqualTo(2);
        assertThat(run("redrive").exitCode()).isEqualTo(2);
        assertThat(run("redrive", "x", "--all").exitCode()).isEqualTo(2);
        assertThat(run().exitCode()).isEqualTo(2);
    }
}
