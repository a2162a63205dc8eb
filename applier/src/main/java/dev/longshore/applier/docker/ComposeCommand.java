/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How Compose is called on this machine.
 *
 * @param words program and first arguments: the plugin itself, which starts in half the time, or {@code docker compose}
 */
public record ComposeCommand(List<String> words) {
    private static final String PLUGIN = "docker-compose";

    public ComposeCommand {
        words = List.copyOf(words);
    }

    /** Looks where the Docker CLI looks: {@code $DOCKER_CONFIG/cli-plugins}, the system's folders; else {@code docker} does the looking. */
    public static ComposeCommand find(Function<String, @Nullable String> env) {
        return folders(env)
                .map(folder -> folder.resolve(PLUGIN))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(plugin -> new ComposeCommand(List.of(plugin.toString())))
                .orElseGet(ComposeCommand::throughDocker);
    }

    /** Through the Docker CLI, which finds the plugin itself. */
    public static ComposeCommand throughDocker() {
        return new ComposeCommand(List.of("docker", "compose"));
    }

    private static Stream<Path> folders(Function<String, @Nullable String> env) {
        String home = env.apply("HOME");
        String config = env.apply("DOCKER_CONFIG");
        Path user = config != null ? Path.of(config) : home != null ? Path.of(home, ".docker") : null;
        return Stream.of(
                        user == null ? null : user.resolve("cli-plugins"),
                        Path.of("/usr/local/lib/docker/cli-plugins"),
                        Path.of("/usr/local/libexec/docker/cli-plugins"),
                        Path.of("/usr/lib/docker/cli-plugins"),
                        Path.of("/usr/libexec/docker/cli-plugins"))
                .filter(Objects::nonNull);
    }
}
