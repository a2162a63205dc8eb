/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The engine under everything goes and comes: `./verify --restart-docker`. */
@Tag("restarts-docker")
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DockerRestartIT {
    private final ContainerFleet fleet;
    private final Repository app;

    DockerRestartIT(@TempDir Path directory) throws IOException {
        this.fleet = new ContainerFleet(directory, "config", "compose.yaml");
        this.app = fleet.repository("app", "app", "lasting");
        app.commit("app", "0");
        app.write("lasting/compose.yaml", Repository.compose("0", Repository.SLEEP) + "    restart: always\n");
        app.commitAll("one that comes back by itself");
        fleet.configure("app", "app");
    }

    @BeforeAll
    void up() {
        fleet.up();
        fleet.awaitVersion(app.project("app"), "0");
        fleet.awaitVersion(app.project("lasting"), "0");
    }

    @AfterAll
    void down() {
        fleet.close();
        Docker.remove(app.project("app"));
        Docker.remove(app.project("lasting"));
    }

    @Test
    void everythingComesBackAndNoPushIsLost() throws Exception {
        Pushes pushes = new Pushes(app, "app", "app", fleet.webhook());
        fleet.longshore("sync", "app", "--wait"); // golden: its own restart policy is in force
        List<String> lasting = Docker.running(app.project("lasting"));

        pushes.during(DockerEngine::restart);

        fleet.up("--no-recreate");
        fleet.awaitVersion(app.project("app"), pushes.version());
        fleet.awaitVersion(app.project("lasting"), "0");
        assertThat(Docker.running(app.project("lasting")))
                .as("the same container")
                .isEqualTo(lasting);
        FleetHistory history = new FleetHistory(fleet, "app/app");
        history.assertEachEndsOnce(pushes.accepted());
        history.assertOrder();
    }
}
