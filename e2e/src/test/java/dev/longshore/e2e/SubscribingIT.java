/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/subscribing.md} against a running system, and holds the page to their files. */
final class SubscribingIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path EXAMPLES = ROOT.resolve("examples/subscribing");
    private static final Path EVENTS = ROOT.resolve("docs/events/examples");
    private static final int PORT = Ports.free();

    @TempDir
    static Path directory;

    private static Up up;
    private static KafkaProducer<String, String> producer;

    @BeforeAll
    static void start() throws Exception {
        up = new Up(directory.resolve("up"), "secret", "api-token");
        Files.writeString(
                up.config(),
                "reconciler: {listen: \"127.0.0.1:" + PORT + "\", apiTokens: [{file: " + tokenFile() + "}]}\n",
                StandardOpenOption.APPEND);
        up.startReady();
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(brokerProperties())) {
            properties.load(reader);
        }
        producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        up.close();
    }

    @Test
    void thePageShowsTheFiles() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/subscribing.md"));
        try (var files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                assertThat(page).as(file.toString()).contains("\n" + Files.readString(file) + "```\n");
            }
        }
    }

    @Test
    void theCommandFilters() throws Exception {
        String one = tell("deployment.failed");
        String two = tell("drift.detected");
        String brief = one.substring("homelab/".length());
        Longshore.Result wrong = up.run("events", "--type", "deploymnet.*");

        assertThat(printed("events", "--stack", one, "-o", "json"))
                .singleElement()
                .asString()
                .contains("\"type\":\"dev.longshore.deployment.failed.v1\"");
        assertThat(printed("events", "--stack", brief, "--type", "dev.longshore.deployment.*"))
                .singleElement()
                .asString()
                .contains(one, "deployment.failed", "pull.failed");
        assertThat(printed("events", "--stack", brief, "--type", "drift.*")).isEmpty();
        assertThat(printed("events", "--type", "drift.detected", "--type", "host.*", "-o", "json"))
                .anyMatch(line -> line.contains(two))
                .anyMatch(line -> line.contains("host.alive"))
                .noneMatch(line -> line.contains(one));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("deploymnet", "deployment.started");
    }

    @Test
    void theCommandEndsQuietlyWhenNobodyReadsAnyMore() throws Exception {
        String one = tell("deployment.failed");
        for (int number = 0; number < 20; number++) {
            tell("drift.detected");
        }
        String line = String.join(" ", Longshore.command("events", "--follow", "--from-beginning", "-c"));
        assertThat(Commands.output(List.of(
                        "bash",
                        "-o",
                        "pipefail",
                        "-c",
                        line + " " + up.config() + " --type deployment.failed --type drift.detected | grep -m 1 "
                                + one)))
                .contains(one)
                .doesNotContain("defect", "ERROR");
    }

    private static List<String> printed(String... arguments) throws InterruptedException {
        Longshore.Result result = up.run(arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().toList();
    }

    @Test
    void pythonGoesOnWhereItWas() throws Exception {
        assumeTrue(Commands.has("python3"), "python3");
        List<String> command = List.of("python3", EXAMPLES.resolve("watch.py").toString());
        String first = tell("deployment.failed");
        Path folder = Files.createDirectory(directory.resolve("python"));
        try (ExampleProcess watch = ExampleProcess.start(folder, overHttp(), command)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("watch.last-event-id")));
            String second = tell("drift.detected");
            watch.awaitLine(line -> line.equals("dev.longshore.drift.detected.v1 " + second + " homelab-1"));
            assertThat(watch.lines()).as("it begins now").noneMatch(line -> line.contains(first));
        }
        String third = tell("deployment.failed");
        try (ExampleProcess again = ExampleProcess.start(folder, overHttp(), command)) {
            again.awaitLine(line -> line.equals("dev.longshore.deployment.failed.v1 " + third + " homelab-1"));
            assertThat(again.lines()).as("nothing comes twice").hasSize(1);
        }
    }

    @Test
    void curlGoesOnWhereItWas() throws Exception {
        assumeTrue(Commands.has("curl"), "curl");
        List<String> command = List.of(EXAMPLES.resolve("failures.sh").toString());
        Path folder = Files.createDirectory(directory.resolve("curl"));
        try (ExampleProcess failures = ExampleProcess.start(folder, overHttp(), command)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("failures.last-event-id")));
            String first = tell("deployment.failed");
            failures.awaitLine(line -> line.equals(first + "  pull.failed"));
        }
        String missed = tell("deployment.failed");
        try (ExampleProcess again = ExampleProcess.start(folder, overHttp(), command)) {
            again.awaitLine(line -> line.equals(missed + "  pull.failed"));
            assertThat(again.lines()).as("nothing comes twice").hasSize(1);
        }
    }

    @Test
    void javaGoesOnWhereItWas() throws Exception {
        List<String> command = new ArrayList<>(Longshore.command());
        command.remove(command.size() - 1); // our own program; the libraries stay
        command.addAll(List.of(
                EXAMPLES.resolve("Watch.java").toString(), brokerProperties().toString(), "watchers"));
        String first = tell("deployment.failed");
        try (ExampleProcess watch = ExampleProcess.start(directory, Map.of(), command)) {
            watch.awaitLine(line -> line.startsWith("dev.longshore.deployment.failed.v1 " + first + " {"));
        }
        String second = tell("drift.detected");
        try (ExampleProcess again = ExampleProcess.start(directory, Map.of(), command)) {
            again.awaitLine(line -> line.startsWith("dev.longshore.drift.detected.v1 " + second + " {"));
        }
    }

    @Test
    void aScriptRunsACommandForEachDrift() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("bin"));
        Path longshore = Files.writeString(
                folder.resolve("longshore"), "#!/bin/sh\nexec " + String.join(" ", Longshore.command()) + " \"$@\"\n");
        Files.setPosixFilePermissions(longshore, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> environment = Map.of(
                "PATH",
                folder + ":" + System.getenv("PATH"),
                "LONGSHORE_CONFIG",
                up.config().toString());
        List<String> command = List.of(EXAMPLES.resolve("drift.sh").toString(), "cat");
        try (ExampleProcess drift = ExampleProcess.start(folder, environment, command)) {
            List<String> told = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        told.add(tell("drift.detected"));
                        return drift.count(line -> told.stream().anyMatch(line::contains)) > 0;
                    });
            assertThat(drift.lines()).allMatch(line -> line.contains("\"type\":\"dev.longshore.drift.detected.v1\""));
        }
    }

    @Test
    void theTokenIsNotAmongTheArguments() throws Exception {
        assumeTrue(Commands.has("curl"), "curl");
        Path folder = Files.createDirectory(directory.resolve("arguments"));
        List<String> command = List.of(EXAMPLES.resolve("failures.sh").toString());
        ExampleProcess failures = ExampleProcess.start(folder, overHttp(), command);
        try (failures) {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("failures.last-event-id")));
            assertThat(Commands.output(List.of("ps", "-eo", "args")))
                    .contains("/api/events")
                    .doesNotContain("Bearer api-token");
        }
    }

    private static Map<String, String> overHttp() {
        return Map.of(
                "LONGSHORE_API",
                "http://127.0.0.1:" + PORT,
                "LONGSHORE_TOKEN_FILE",
                tokenFile().toString());
    }

    private static Path tokenFile() {
        return directory.resolve("up/api-token");
    }

    private static Path brokerProperties() {
        return up.data().resolve("broker.properties");
    }

    /** Publishes an example event about a stack of its own, as an applier would, and returns the stack's name. */
    private static String tell(String type) throws Exception {
        String stack = "homelab/s" + UUID.randomUUID();
        String data = Files.readString(EVENTS.resolve(type + ".json")).replace("homelab/grafana", stack);
        ProducerRecord<String, String> record = new ProducerRecord<>("longshore.deployment", stack, data);
        Map.of(
                        "content-type",
                        "application/json",
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "/longshore/applier/homelab-1",
                        "ce_type",
                        "dev.longshore." + type + ".v1",
                        "ce_subject",
                        stack)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        producer.send(record).get();
        return stack;
    }
}
