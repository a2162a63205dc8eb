/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A webhook that nobody calls any more: a minute long nothing is said, then once. */
@Tag("full")
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
class HookHealthIT {
    private final Repository fleet;
    private final Up up;
    private final HttpServer receiver;
    private final List<String> told = new CopyOnWriteArrayList<>();

    HookHealthIT(@TempDir Path directory) throws IOException {
        this.fleet = new Repository(directory.resolve("fleet"), "e2e-hook-" + Ports.free(), "web");
        this.receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        this.up = new Up(
                directory.resolve("up"),
                "secret",
                "token",
                "{name: fleet, url: \"" + fleet.url() + "\", branch: main, poll: 2s}");
        String sink = "{name: chat, types: [\"webhook.*\"], group: 0s, webhook: {url: \"http://127.0.0.1:"
                + receiver.getAddress().getPort() + "/\", body: \"{type}\", contentType: text/plain}}";
        Files.writeString(up.config(), "reconciler: {notify: [" + sink + "]}\n", StandardOpenOption.APPEND);
    }

    @AfterEach
    void stopEverything() {
        up.close();
        receiver.stop(0);
        Docker.remove(fleet.project("web"));
    }

    @Test
    void isSuspectOnceAPollFoundWhatItDidNotAnnounceAndWorksAgainWithTheNextDelivery() throws Exception {
        fleet.commit("web", "1");
        up.startReady();
        StatusReader status = new StatusReader(up, "fleet/web");
        status.await("IN_SYNC", "HEALTHY");
        String announced = fleet.commit("web", "2");
        assertThat(up.webhook().deliver("fleet", announced)).isEqualTo(202);
        awaitHook(status, "working", Duration.ofSeconds(30));

        String missed = fleet.commit("web", "3");
        awaitHook(status, "awaited", Duration.ofSeconds(30));
        assertThat(gauge()).contains("longshore_hook_suspect{repository=\"fleet\"} 0");

        JsonNode row = awaitHook(status, "suspect", Duration.ofSeconds(100));
        assertThat(row.at("/hook/revision").asText()).isEqualTo("main@sha1:" + missed);
        assertThat(row.path("reason").asText()).isEqualTo("hook.suspect");
        assertThat(row.path("state").asText()).isEqualTo("IN_SYNC");
        assertThat(gauge()).contains("longshore_hook_suspect{repository=\"fleet\"} 1");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(told).containsExactly("webhook.suspect"));

        up.process().kill();
        up.startReady();
        awaitHook(status, "suspect", Duration.ofSeconds(30));
        assertThat(up.webhook().deliver("fleet", fleet.commit("web", "4"))).isEqualTo(202);
        awaitHook(status, "working", Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(told).containsExactly("webhook.suspect", "webhook.working"));
        assertThat(gauge()).contains("longshore_hook_suspect{repository=\"fleet\"} 0");
    }

    private static JsonNode awaitHook(StatusReader status, String health, Duration atMost) {
        return await().atMost(atMost)
                .until(status::read, row -> health.equals(row.at("/hook/health").asText()));
    }

    private String gauge() throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + up.managementPort() + "/metrics");
        try (InputStream in = metrics.toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
