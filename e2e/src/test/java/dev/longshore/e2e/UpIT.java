/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A one-machine installation: how it starts, stops, dies and comes back. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
final class UpIT {
    private static final Pattern PRINTED_WEBHOOK = Pattern.compile("webhook generic .* (http://\\S+)");

    private final Path directory;
    private final Repository fleet;
    private final Up up;

    UpIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.fleet = new Repository(directory.resolve("fleet"), "e2e-up-" + Ports.free(), "web", "worker");
        this.up = new Up(directory.resolve("up"), "up-secret", "up-token", Up.entry("fleet", fleet));
    }

    @BeforeEach
    void makeTheRepository() {
        fleet.commit("web", "1");
        fleet.commit("worker", "1");
    }

    @AfterEach
    void stopEverything() {
        up.close();
        Docker.remove(fleet.project("web"));
        Docker.remove(fleet.project("worker"));
    }

    @Test
    void startsOnAnEmptyDirectoryAndStaysSmall() throws Exception {
        long begun = System.nanoTime();
        up.startReady();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        awaitVersion("web", "1");
        awaitVersion("worker", "1");

        assertThat(took).isLessThan(Duration.ofSeconds(10));
        assertThat(residentMebibytes()).isLessThan(400);
    }

    @Test
    void thePrintedWebhookDeploysAPush() throws Exception {
        up.startReady();
        Matcher printed = PRINTED_WEBHOOK.matcher(up.process().out());
        assertThat(printed.find()).as(up.process().out()).isTrue();
        Webhook webhook = new Webhook(URI.create(printed.group(1)), "up-secret");

        assertThat(webhook.deliver("fleet", fleet.commit("web", "2"))).isEqualTo(202);

        awaitVersion("web", "2");
        awaitOut("push.received", "deployment.succeeded");
    }

    @Test
    void comesBackAfterAKillWithoutTouchingWhatRuns() throws Exception {
        up.startReady();
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        List<String> worker = Docker.starts(fleet.project("worker"));
        assertThat(worker).hasSize(1);

        up.process().kill();
        fleet.commit("web", "2");
        up.startReady();

        awaitVersion("web", "2");
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        assertThat(Docker.starts(fleet.project("worker"))).isEqualTo(worker);
    }

    @Test
    void stopsCleanlyWhenTerminated() throws Exception {
        up.startReady();

        up.process().terminate();

        assertThat(up.process().awaitExit(Duration.ofSeconds(10))).isEqualTo(143);
        assertThat(up.process().err()).doesNotContain("WARN", "ERROR", "Exception");
        long begun = System.nanoTime();
        Longshore.Result status = up.run("status");
        assertThat(status.exitCode()).as("nobody answers any more").isEqualTo(69);
        assertThat(status.err()).contains("longshore up");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void stopsCleanlyOnCtrlC() throws Exception {
        up.startReady();

        up.process().interrupt();

        assertThat(up.process().awaitExit(Duration.ofSeconds(10))).isEqualTo(130);
    }

    @Test
    void refusesAnInvalidConfiguration() throws Exception {
        Files.writeString(up.config(), Files.readString(up.config()).replace("host: e2e", "hots: e2e"));

        assertThat(up.start().awaitExit(Duration.ofSeconds(20))).isEqualTo(78);
        assertThat(up.process().err()).contains("longshore.yaml:2:1", "hots");
        assertThat(up.data()).doesNotExist();
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        for (int port : new int[] {up.ingressPort(), up.managementPort()}) {
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(taken.isBound()).isTrue();
                Longshore start = up.start();

                assertThat(start.awaitExit(Duration.ofSeconds(40))).isEqualTo(69);
                assertThat(start.err()).contains("127.0.0.1:" + port).doesNotContain("defect", "\tat ");
            }
        }
    }

    @Test
    void refusesADirectoryThatAnotherOneUses() throws Exception {
        up.startReady();
        Up second = new Up(directory.resolve("second"), "s", "t");
        Files.writeString(
                second.config(),
                Files.readString(second.config())
                        .replace(second.data().toString(), up.data().toString()));
        try (Longshore refused = second.start()) {
            assertThat(refused.awaitExit(Duration.ofSeconds(20))).isEqualTo(69);
            assertThat(refused.err()).contains(up.data().toString()).doesNotContain("defect", "\tat ");
        }
        assertThat(up.run("status").exitCode())
                .as("the first one is none the worse")
                .isZero();
    }

    private void awaitVersion(String stack, String version) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Docker.versions(fleet.project(stack)))
                .as(() -> up.process().out() + up.process().err())
                .containsExactly(version));
    }

    private void awaitOut(String... parts) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(up.process().out()).contains(parts));
    }

    private long residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(up.process().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
