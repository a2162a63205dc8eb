/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the containers of {@code deploy/compose.yaml} while somebody pushes every second. */
@Tag("full")
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerFaultsIT {
    private final ContainerFleet fleet;
    private final Repository app;
    private final Repository calm;
    private final String pushed;
    private final String steady;
    private Pushes pushes;
    private FleetHistory history;
    private List<String> before = List.of();

    ContainerFaultsIT(@TempDir Path directory) throws IOException {
        this.fleet = new ContainerFleet(directory, "config", "compose.yaml");
        this.app = fleet.repository("app", "app");
        this.calm = fleet.repository("calm", "calm");
        this.pushed = app.project("app");
        this.steady = calm.project("calm");
        app.commit("app", "0");
        calm.commit("calm", "0");
        fleet.configure("app", "app");
        fleet.configure("calm", "calm");
        fleet.edit("longshore.yaml", "data: ", "reconciler: {poll: 5s, drift: 10s}\ndata: ");
    }

    @BeforeAll
    void up() throws IOException {
        fleet.up();
        pushes = new Pushes(app, "app", "app", fleet.webhook());
        history = new FleetHistory(fleet, "app/app");
        fleet.awaitVersion(pushed, "0");
        fleet.awaitVersion(steady, "0");
        before = Docker.starts(steady);
    }

    @AfterAll
    void down() {
        fleet.close();
        Docker.remove(pushed);
        Docker.remove(steady);
    }

    /** What must hold after each of them. */
    @AfterEach
    void invariantsHold() {
        fleet.awaitVersion(pushed, pushes.version());
        fleet.awaitVersion(steady, "0");
        fleet.up("--no-recreate"); // waits until everything is healthy
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(pushes.accepted()).isNotEmpty();
            history.assertEachEndsOnce(pushes.accepted());
        });
        history.assertOrder();
        history.assertAppliedOnce();
        assertThat(Docker.starts(steady))
                .as("containers that nobody asked to restart")
                .isEqualTo(before);
    }

    @Test
    void syncersComeAndGo() throws Exception {
        pushes.during(() -> {
            fleet.up("--no-recreate", "--scale", "syncer=3");
            fleet.up("--no-recreate", "--scale", "syncer=1");
        });
    }

    @Test
    void kafkaIsRestarted() throws Exception {
        pushes.during(() -> fleet.project().run("restart", "kafka"));
    }

    @Test
    void kafkaIsKilled() throws Exception {
        pushes.during(() -> {
            fleet.project().run("kill", "kafka");
            fleet.up("--no-recreate");
        });
    }

    @Test
    void theApplierIsCutOffFromKafka() throws Exception {
        String network = fleet.project().name() + "_default";
        String applier = fleet.project().containers("applier").get(0);
        List<String> running = Docker.starts(pushed);

        Docker.run("network", "disconnect", network, applier);
        try {
            pushes.during(() -> fleet.longshore("sync", "app"));
            assertThat(Docker.starts(pushed)).as("runs on meanwhile").isEqualTo(running);
        } finally {
            Docker.run("network", "connect", "--alias", "applier", network, applier);
        }
    }

    @Test
    void eachServiceIsReplacedInTurn() throws Exception {
        for (String service : List.of("ingress", "syncer", "reconciler", "applier")) {
            pushes.during(() -> fleet.up("--no-deps", "--force-recreate", service));
        }
    }
}
