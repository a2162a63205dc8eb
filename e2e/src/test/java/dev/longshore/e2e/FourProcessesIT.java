/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

/** The services as four processes on a Kafka container with its default limits. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FourProcessesIT {
    private enum Service {
        RECONCILER,
        APPLIER,
        SYNCER,
        INGRESS
    }

    private static final String SECRET = "four-processes-webhook-secret";
    private static final int TWENTY_MEBIBYTES = 20 * 1024 * 1024;

    private final Path directory;
    private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");
    private final Map<Service, Longshore> processes = new EnumMap<>(Service.class);
    private final Map<Service, Integer> managementPorts = new EnumMap<>(Service.class);
    private final int ingressPort = Ports.free();
    private final Webhook webhook = new Webhook(ingressPort, "generic", SECRET);
    private final Repository fleet;
    private final Repository heavy;
    private final Repository slow;

    FourProcessesIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.fleet = new Repository(directory.resolve("fleet"), "e2e-four-" + ingressPort, "app");
        this.heavy = new Repository(directory.resolve("heavy"), "e2e-heavy-" + ingressPort, "app");
        this.slow = new Repository(directory.resolve("slow"), "e2e-slow-" + ingressPort, "app");
    }

    @BeforeAll
    void startEverything() throws IOException {
        kafka.start();
        fleet.commit("app", "0");
        heavy.commit("app", "0");
        slow.commit("app", "0");
        for (Service service : Service.values()) {
            start(service);
        }
    }

    @AfterAll
    void stopEverything() {
        CdEventsOfARun told = CdEventsOfARun.of(kafka);
        processes.values().forEach(Longshore::terminate);
        processes.values().forEach(Longshore::close);
        Docker.remove(fleet.project("app"));
        Docker.remove(heavy.project("app"));
        Docker.remove(slow.project("app"));
        kafka.stop();
        assertThat(told.violations()).isEmpty();
    }

    @Test
    void theLastPushRunsWhicheverProcessIsKilled() throws Exception {
        awaitVersion("0");

        int version = 0;
        for (Service victim : Service.values()) {
            push(++version);
            Objects.requireNonNull(processes.get(victim)).kill();
            push(++version);
            start(victim);
            push(++version);
            awaitVersion(Integer.toString(version));
        }

        assertThat(run("status", "fleet/app").out()).contains("IN_SYNC");
    }

    @Test
    void aBundleOfTwentyMebibytesTravelsAsSmallMessages() throws Exception {
        byte[] cargo = new byte[TWENTY_MEBIBYTES];
        new SecureRandom().nextBytes(cargo); // does not compress
        heavy.write("app/cargo", cargo);
        heavy.write("app/compose.yaml", composeWithCargo());
        heavy.commitAll("twenty mebibytes");

        Longshore.Result sync = run("sync", "heavy", "--wait");

        assertThat(sync.exitCode()).as(sync.out() + sync.err() + logs()).isZero();
        String container = Docker.running(heavy.project("app")).get(0);
        assertThat(Docker.run("exec", container, "sha256sum", "/cargo")).startsWith(Digests.sha256(cargo));
    }

    @Test
    void waitingForASyncEndsWhenTheApplierWasKilledAtTheGate() throws Exception {
        assertThat(run("sync", "slow", "--wait").exitCode()).as(this::logs).isZero();
        slow.write("app/compose.yaml", composeWithSlowHealth());
        String commit = slow.commitAll("slow to become healthy");
        assertThat(run("sync", "slow").exitCode()).isZero();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Docker.versions(slow.project("app")).equals(List.of("slow")));

        Objects.requireNonNull(processes.get(Service.APPLIER)).kill();
        String container = Docker.running(slow.project("app")).get(0);
        assertThat(Docker.run("inspect", "--format", "{{.State.Health.Status}}", container)
                        .strip())
                .as("killed before its end")
                .isEqualTo("starting");
        start(Service.APPLIER);
        Longshore.Result sync = run("sync", "slow", "--wait");

        assertThat(sync.exitCode()).as(sync.out() + sync.err() + logs()).isZero();
        assertThat(sync.out()).containsPattern("slow/app +e2e +IN_SYNC +HEALTHY +main@" + commit.substring(0, 7));
        assertThat(Docker.versions(slow.project("app"))).containsExactly("slow");
    }

    private static String composeWithSlowHealth() {
        return """
                services:
                  app:
                    image: busybox:1.37
                    command: sh -c 'sleep 5; touch /tmp/ready; exec sleep 3600'
                    stop_signal: SIGKILL
                    environment: {VERSION: slow}
                    healthcheck: {test: test -e /tmp/ready, interval: 500ms, start_period: 30s}
                """;
    }

    private static String composeWithCargo() {
        return """
                services:
                  app:
                    image: busybox:1.37
                    command: sleep 3600
                    stop_signal: SIGKILL
                    volumes: ["./cargo:/cargo:ro"]
                """;
    }

    private Longshore.Result run(String... arguments) throws InterruptedException {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-c";
        all[arguments.length + 1] = config(Service.SYNCER).toString();
        return Longshore.run(directory, all);
    }

    /** A Git host gives up on a delivery that is not answered; the poll finds the commit then. */
    private void push(int version) throws InterruptedException {
        String commit = fleet.commit("app", Integer.toString(version));
        assertThat(webhook.deliver("fleet", commit)).isIn(202, 503, 0);
    }

    private void awaitVersion(String version) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(Docker.versions(fleet.project("app")))
                        .as(this::logs)
                        .isEqualTo(List.of(version)));
    }

    private String logs() {
        StringBuilder logs = new StringBuilder();
        processes.forEach(
                (service, process) -> logs.append(service).append(":\n").append(process.err()));
        return logs.toString();
    }

    private void start(Service service) throws IOException {
        int port = managementPorts.computeIfAbsent(service, s -> Ports.free());
        Files.writeString(
                config(service),
                String.join(
                        "\n",
                        "kafka: {bootstrapServers: \"" + kafka.getBootstrapServers() + "\"}",
                        "data: " + directory.resolve("data-" + service.name()),
                        "host: e2e",
                        "management: {listen: \"127.0.0.1:" + port + "\"}",
                        "ingress:",
                        "  listen: \"127.0.0.1:" + ingressPort + "\"",
                        "  webhooks: {generic: {provider: generic-hmac, secret: {file: " + secretFile() + "}}}",
                        "reconciler: {poll: 5s}",
                        "repositories:",
                        "  - " + Up.entry("fleet", fleet),
                        "  - " + Up.entry("heavy", heavy),
                        "  - " + Up.entry("slow", slow),
                        ""));
        String name = service.name().toLowerCase(Locale.ROOT);
        Longshore process =
                Longshore.start(directory, name, name, "-c", config(service).toString());
        processes.put(service, process);
        process.awaitReady(port);
    }

    private Path secretFile() throws IOException {
        return SecretFile.write(directory.resolve("secret"), SECRET);
    }

    private Path config(Service service) {
        return directory.resolve(service.name() + ".yaml");
    }
}
