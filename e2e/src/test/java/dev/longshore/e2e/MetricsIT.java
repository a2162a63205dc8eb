/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a running installation serves under {@code /metrics}, against {@code docs/metrics.md} and against what happened. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MetricsIT {
    private final MetricsPage page = MetricsPage.read();
    private final Repository fleet;
    private final Up up;

    MetricsIT(@TempDir Path directory) throws IOException {
        this.fleet = new Repository(directory.resolve("fleet"), "e2e-metrics-" + Ports.free(), "web");
        this.up = new Up(
                directory.resolve("up"),
                "metrics-secret",
                "metrics-token",
                Up.entry("fleet", fleet),
                "{name: lost, url: \"" + directory.resolve("nowhere").toUri() + "\", branch: main}");
    }

    @BeforeAll
    void deployOnceRefuseOnceAndDriftOnce() throws Exception {
        fleet.commit("web", "1");
        up.startReady();
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isZero();
        assertThat(up.webhook().deliver("fleet", fleet.commit("web", "2"))).isEqualTo(202);
        awaitValue("longshore_pipeline_latency_seconds_count{trigger=\"push\"}", 1);
        fleet.write("web/compose.yaml", "services: 5\n");
        fleet.commitAll("not a Compose file");
        assertThat(up.run("sync", "fleet", "--wait").exitCode()).isEqualTo(1);
        Docker.run("rm", "-f", Docker.running(fleet.project("web")).get(0));
        awaitValue("longshore_drift_corrected_seconds_count", 1);
    }

    @AfterAll
    void stopEverything() {
        up.close();
        Docker.remove(fleet.project("web"));
    }

    @Test
    void nothingIsServedThatTheTableLacks() {
        Scrape scrape = Scrape.of(up.managementPort());

        assertThat(scrape.families())
                .filteredOn(name -> page.of(name).isEmpty())
                .isEmpty();
        assertThat(scrape.families()).hasSizeGreaterThan(30);
    }

    @Test
    void whatIsServedHasTheTypeAndLabelsOfTheTable() {
        Scrape scrape = Scrape.of(up.managementPort());

        for (Scrape.Sample sample : scrape.samples()) {
            MetricsPage.Row row = page.of(sample.name()).orElseThrow();
            Set<String> labels = new TreeSet<>(sample.labels().keySet());
            labels.remove("le");
            assertThat(labels).as(sample.toString()).isEqualTo(row.labels());
        }
        page.rows()
                .forEach(row ->
                        assertThat(scrape.type(row.name())).as(row.name()).isIn(row.type(), ""));
    }

    @Test
    void whatTheTableSaysIsAlwaysThereIs() {
        assertThat(Scrape.of(up.managementPort()).families())
                .containsAll(page.rows().stream()
                        .filter(MetricsPage.Row::always)
                        .map(MetricsPage.Row::name)
                        .toList());
    }

    @Test
    void theFiguresAreOfWhatHappened() {
        Scrape scrape = Scrape.of(up.managementPort());

        assertThat(scrape.value("longshore_pipeline_latency_seconds_sum{trigger=\"push\"}"))
                .as("seconds from push to running")
                .isBetween(0.2, 30.0);
        assertThat(scrape.sum("longshore_deployments_total", "outcome", "succeeded"))
                .isEqualTo(2);
        assertThat(scrape.sum("longshore_deployments_total", "reason", "compose.invalid"))
                .isEqualTo(1);
        assertThat(scrape.sum("longshore_stacks", "state", "ERROR")).isEqualTo(1);
        assertThat(scrape.sum("longshore_stack_out_of_sync_seconds", "stack", "fleet/web"))
                .isPositive();
        assertThat(scrape.sum("longshore_drift_detected_total", "kind", "missing"))
                .isEqualTo(1);
        assertThat(scrape.sum("longshore_repository_failing", "repository", "lost"))
                .isEqualTo(1);
        assertThat(scrape.sum("longshore_host_silence_seconds", "host", "e2e")).isBetween(0.0, 60.0);
        assertThat(scrape.sum("longshore_webhook_requests_total", "outcome", "accepted"))
                .isEqualTo(1);
        assertThat(scrape.sum("longshore_syncer_partitions", "", "")).isEqualTo(8);
        assertThat(scrape.sum("longshore_syncer_mirrors_bytes", "", "")).isPositive();
        assertThat(scrape.sum("longshore_syncer_bundle_bytes_count", "", "")).isEqualTo(3);
        assertThat(scrape.sum("longshore_service_ready", "", "")).isEqualTo(4);
        assertThat(scrape.sum("longshore_broker_reachable", "", "")).isEqualTo(1);
        assertThat(scrape.sum("longshore_data_free_bytes", "", "")).isPositive();
    }

    @Test
    void whoHasReadEverythingLagsBehindNothing() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Scrape.of(up.managementPort()).sum("longshore_consumer_lag", "", ""))
                        .isZero());
    }

    private void awaitValue(String series, double value) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(Scrape.of(up.managementPort()).value(series))
                        .as(() -> series + "\n" + up.process().err())
                        .isEqualTo(value));
    }
}
