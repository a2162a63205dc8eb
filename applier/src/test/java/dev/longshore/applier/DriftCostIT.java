/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.InputSet;
import dev.longshore.applier.docker.RegistryCredentials;
import dev.longshore.applier.docker.RemoteImages;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.Sha256;
import dev.longshore.applier.tree.TreeLedger;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DriftCheck;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to look for drift. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class DriftCostIT {
    private static final int STACKS = 100;
    private static final List<String> SERVICES = List.of("db", "web", "worker");

    @TempDir
    Path folder;

    @Test
    void startsNoProcessAlsoAfterARestart() throws Exception {
        Path calls = folder.resolve("calls");
        Path compose = Files.writeString(
                folder.resolve("compose"),
                "#!/bin/sh\necho \"$@\" >>" + calls + "\nexec "
                        + String.join(" ", ComposeCommand.find(System::getenv).words()) + " \"$@\"\n");
        Files.setPosixFilePermissions(compose, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TestLog log = TestLog.embedded(folder.resolve("broker"));
                Engine engine = Engine.connect();
                TestHost host = new TestHost(log, "host-1", folder.resolve("data"))
                        .reaching(() -> new DockerAccess(
                                Engine.connect(),
                                new ComposeCommand(List.of(compose.toString())),
                                System::getenv,
                                ComposeDeadlines.DEFAULT))) {
            host.start();
            try (TestStack stack = new TestStack(log, engine).mounting("one")) {
                stack.deploy();
                host.stop();
                List<String> before = Files.readAllLines(calls);
                assertThat(before).isNotEmpty();
                host.start();
                for (int i = 0; i < 5; i++) {
                    log.publish(new DriftCheck(stack.id));
                }
                Files.writeString(host.folder(stack).resolve("tree/README.md"), "not ours");
                // one look finds this, and it alone takes Compose to mend
                DockerCli.run(List.of("docker", "stop", "-t", "1", stack.project() + "-web-1"));
                log.await(stack.id, DeploymentEvent.DriftCorrected.class, e -> true);
                List<String> all = Files.readAllLines(calls);
                assertThat(all.subList(before.size(), all.size()))
                        .filteredOn(call -> !call.endsWith(" version --short")) // once, for host.alive
                        .hasSize(2)
                        .anyMatch(call -> call.contains(" config "))
                        .anyMatch(call -> call.contains(" up "));
            }
        }
    }

    /** Makes 300 containers: {@code bench/drift} asks for it. */
    @Test
    @Tag("bench")
    void looksAtAHundredStacksInLessThanASecondOfCpu() throws IOException {
        String prefix = "bench" + Long.toString(System.nanoTime(), 36);
        try (Engine engine = Engine.connect()) {
            ApplierStore host = ApplierStore.open(folder, "bench");
            List<Applied> applied = new ArrayList<>();
            List<ComposeProbe> probes = new ArrayList<>();
            RemoteImages registry = new RemoteImages(engine, new RegistryCredentials(List.of(), System::getenv));
            for (int i = 0; i < STACKS; i++) {
                StackStore store = host.open(new StackId("bench", prefix + "-" + i));
                Applied one = apply(store);
                runContainers(one);
                measure(engine, store, one);
                applied.add(one);
                probes.add(new ComposeProbe(store, engine, registry, lost -> {
                    throw new AssertionError("must not be needed");
                }));
            }
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            List<Long> millis = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                long cpu = system.getProcessCpuTime();
                long wall = System.nanoTime();
                for (int i = 0; i < STACKS; i++) {
                    assertThat(probes.get(i).look(applied.get(i)).drift()).isEmpty();
                }
                millis.add(TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime() - cpu));
                System.out.printf(
                        "check %d of %d stacks, %d containers: %d ms of CPU, %d ms%n",
                        round + 1,
                        STACKS,
                        STACKS * SERVICES.size(),
                        millis.get(round),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - wall));
            }
            assertThat(ProcessHandle.current().descendants()).isEmpty();
            assertThat(millis.subList(1, millis.size())).allMatch(spent -> spent < 1000);
        } finally {
            DockerCli.run(List.of(
                    "sh",
                    "-c",
                    "docker ps -aq --filter label=dev.longshore.bench=" + prefix + " | xargs -r docker rm -f"));
        }
    }

    private static Applied apply(StackStore store) throws IOException {
        RevisionEvent.Changed change = new RevisionEvent.Changed(
                store.stack(),
                StackSpec.of(store.stack().stack(), "."),
                new Revision("main", "a".repeat(40)),
                1,
                "tree",
                new RevisionEvent.Commit("Somebody", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(0L), "0".repeat(64), 1),
                false);
        TreeMap<String, Manifest.Entry> files = new TreeMap<>();
        Files.createDirectories(store.tree());
        for (int i = 0; i < 5; i++) {
            Files.writeString(store.tree().resolve("file" + i), "content " + i);
            files.put("file" + i, new Manifest.Entry(Sha256.of("content " + i), false, 9, null));
        }
        store.ledger().keep(TreeLedger.of(new Manifest(files)));
        EventFactory events = new EventFactory("applier", "bench", Clock.systemUTC());
        return new Applied(events.first(change).meta(), change, store.stack().stack(), Map.of());
    }

    /** As Compose would label them. */
    private static void runContainers(Applied applied) {
        String project = applied.project();
        String prefix = project.substring(0, project.indexOf('-'));
        StringBuilder script = new StringBuilder();
        for (String service : SERVICES) {
            script.append("docker run -d --network none --label dev.longshore.bench=" + prefix)
                    .append(" --label dev.longshore.stack=bench/" + project + " --label dev.longshore.inputs="
                            + service)
                    .append(" --label com.docker.compose.project=" + project)
                    .append(" --label com.docker.compose.service=" + service)
                    .append(" --label com.docker.compose.container-number=1 --label com.docker.compose.oneoff=False")
                    .append(" --label com.docker.compose.config-hash=" + Sha256.of(service))
                    .append(" busybox:1.37 sleep 86400 >/dev/null;\n");
        }
        DockerCli.run(List.of("sh", "-ec", script.toString()));
    }

    private static void measure(Engine engine, StackStore store, Applied applied) {
        String project = applied.project();
        ResolvedModel model = ResolvedModel.parse("{\"name\": \"" + project + "\", \"services\": {"
                + String.join(
                        ",",
                        SERVICES.stream()
                                .map(service -> "\"" + service
                                        + "\": {\"image\": \"busybox:1.37\", \"network_mode\": \"none\"}")
                                .toList())
                + "}}");
        Map<String, InputSet> inputs = Map.of();
        Baselines.keep(store, Baseline.of(1, model, inputs).measured(engine.list(project), Map.of()));
    }
}
