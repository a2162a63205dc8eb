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

/** {@code deploy/compose.single.yaml}: everything in one container. */
@Tag("full")
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SingleContainerIT {
    private final ContainerFleet fleet;
    private final Repository repository;

    SingleContainerIT(@TempDir Path directory) throws IOException {
        this.fleet = new ContainerFleet(directory, "single", "compose.single.yaml");
        this.repository = fleet.repository("app", "app");
        repository.commit("app", "1");
        fleet.configure("app", "app");
    }

    @BeforeAll
    void up() {
        fleet.up();
    }

    @AfterAll
    void down() {
        fleet.close();
        Docker.remove(repository.project("app"));
    }

    @Test
    void itDeploysAndItsReplacementKnowsWhatRuns() throws IOException, InterruptedException {
        String commit = repository.commit("app", "2");
        assertThat(fleet.webhook().deliver("app", commit)).isEqualTo(202);
        fleet.awaitVersion(repository.project("app"), "2");
        List<String> running = Docker.starts(repository.project("app"));

        fleet.up("--force-recreate");

        assertThat(fleet.project().exec("longshore", "longshore", "sync", "app", "--wait"))
                .contains("IN_SYNC")
                .contains(commit.substring(0, 7));
        assertThat(Docker.starts(repository.project("app"))).isEqualTo(running);
    }
}
