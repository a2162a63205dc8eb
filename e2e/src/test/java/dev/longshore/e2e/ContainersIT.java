/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/compose.yaml} does what its head says. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ContainersIT {
    private static final List<String> SERVICES = List.of("ingress", "syncer", "applier", "reconciler");
    private static final int IDLE = 12;

    private final ContainerFleet fleet;
    private final Repository repository;

    ContainersIT(@TempDir Path directory) throws IOException {
        this.fleet = new ContainerFleet(directory, "config", "compose.yaml");
        this.repository = fleet.repository("app", "app");
        this.repository.commit("app", "1");
        fleet.configure("app", "app");
        Repository idle = fleet.repository("idle", "idle");
        idle.write(".longshore.yaml", "stacks: [{name: idle, path: idle, hosts: [elsewhere]}]\n");
        idle.commit("idle", "1");
        for (int i = 0; i < IDLE; i++) {
            fleet.configure("idle-" + i, "idle");
        }
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
    @Order(1)
    void noServiceHasMoreRightsThanItNeeds() {
        String format =
                "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}"
                        + " {{.HostConfig.RestartPolicy.Name}} {{gt .HostConfig.Memory 0}} {{.HostConfig.PidsLimit}}";
        for (String service : SERVICES) {
            String container = fleet.project().containers(service).get(0);
            boolean applier = service.equals("applier");

            assertThat(Docker.run("inspect", "--format", format, container).strip())
                    .as(service)
                    .isEqualTo((applier ? "0:0" : "10001:10001")
                            + " true [ALL] [no-new-privileges:true] unless-stopped true " + (applier ? 512 : 256));
            assertThat(Docker.run("inspect", "--format", "{{json .Mounts}}", container)
                            .contains("docker.sock"))
                    .as("%s has the Docker socket", service)
                    .isEqualTo(applier);
        }
    }

    @Test
    @Order(2)
    void aSignedPushIsDeployed() throws IOException, InterruptedException {
        String commit = repository.commit("app", "2");

        int status = fleet.webhook().deliver("app", commit);

        assertThat(status).isEqualTo(202);
        fleet.awaitVersion(repository.project("app"), "2");
        assertThat(fleet.longshore("sync", "app", "--wait")).contains("IN_SYNC").contains(commit.substring(0, 7));
    }

    @Test
    @Order(3)
    void aKilledContainerIsRepairedThroughTheMountedSocket() {
        Docker.run("rm", "-f", Docker.running(repository.project("app")).get(0));

        fleet.awaitVersion(repository.project("app"), "2");
    }

    @Test
    @Order(4)
    void moreSyncersShareTheRepositories() throws IOException, InterruptedException {
        fleet.up("--scale", "syncer=3", "--no-recreate");
        Webhook webhook = fleet.webhook();

        for (int i = 0; i < IDLE; i++) {
            assertThat(webhook.deliver("idle-" + i, "1".repeat(40))).isEqualTo(202);
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(fleet.answerers("idle-")).hasSize(3).isSubsetOf(hosts("syncer")));
    }

    private Set<String> hosts(String service) {
        return Set.copyOf(fleet.project().containers(service).stream()
                .map(container -> container.substring(0, 12))
                .toList());
    }

    @Test
    @Order(5)
    void everyServiceStopsWhenItIsToldTo() {
        fleet.project().run("stop", "--timeout", "30", "ingress", "syncer", "applier", "reconciler");

        List<String> exits = SERVICES.stream()
                .flatMap(service -> fleet.project().containers(service).stream())
                .map(container -> Docker.run("inspect", "--format", "{{.State.ExitCode}}", container)
                        .strip())
                .toList();
        assertThat(exits)
                .as("of six containers, none killed (137)")
                .isEqualTo(IntStream.range(0, 6).mapToObj(i -> "143").toList());
    }

    @Test
    @Order(6)
    void downLeavesNothingButTheStacks() {
        List<String> stack = Docker.starts(repository.project("app"));

        fleet.project().remove();

        String label = "label=com.docker.compose.project=" + fleet.project().name();
        assertThat(Docker.run("ps", "-aq", "--filter", label)).isEmpty();
        assertThat(Docker.run("network", "ls", "-q", "--filter", label)).isEmpty();
        assertThat(Docker.run("volume", "ls", "-q", "--filter", label)).isEmpty();
        assertThat(Docker.starts(repository.project("app"))).hasSize(1).isEqualTo(stack);
    }
}
