/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The engine itself, as its administrator sees it. All containers of the machine stop with it. */
final class DockerEngine {
    private static final Path PID = Path.of("/var/run/docker.pid");

    private DockerEngine() {}

    /** Stops the engine and starts it again as it was started; returns when it answers. */
    static void restart() {
        if (Commands.has("systemctl") && Files.isDirectory(Path.of("/run/systemd/system"))) {
            Commands.output(List.of("systemctl", "restart", "docker"));
        } else {
            restartProcess();
        }
        await().atMost(Duration.ofSeconds(60)).until(Docker::isAvailable);
    }

    /** An engine that somebody started by hand, as {@code e2e/offline-docker} does. */
    private static void restartProcess() {
        try {
            String pid = Files.readString(PID).strip();
            List<String> command = Arrays.stream(
                            Files.readString(Path.of("/proc", pid, "cmdline")).split("\0"))
                    .toList();
            assertThat(command.get(0)).as("the process in %s", PID).endsWith("dockerd");
            Commands.output(List.of("kill", pid));
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.notExists(Path.of("/proc", pid)));
            List<String> detached = new ArrayList<>(List.of("setsid", "--fork"));
            detached.addAll(command);
            new ProcessBuilder(detached)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new AssertionError("the Docker engine cannot be restarted from here", e);
        }
    }
}
