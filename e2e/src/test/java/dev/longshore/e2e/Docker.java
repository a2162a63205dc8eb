/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code docker} command, to look at what really runs. */
final class Docker {
    private Docker() {}

    static boolean isAvailable() {
        try {
            return new ProcessBuilder("docker", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ids of the running containers of a Compose project. */
    static List<String> running(String project) {
        return run("ps", "-q", "--no-trunc", "--filter", "label=com.docker.compose.project=" + project)
                .lines()
                .sorted()
                .toList();
    }

    /** Value of {@code VERSION} in the environment of the running containers of a project, without doubles. */
    static List<String> versions(String project) {
        List<String> versions = new ArrayList<>();
        for (String id : running(project)) {
            run("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", id)
                    .lines()
                    .filter(line -> line.startsWith("VERSION="))
                    .map(line -> line.substring("VERSION=".length()))
                    .filter(version -> !versions.contains(version))
                    .forEach(versions::add);
        }
        return versions;
    }

    /** Id and start of every container of a project, to see that nothing was recreated or restarted. */
    static List<String> starts(String project) {
        return running(project).stream()
                .map(id -> run("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", id)
                        .strip())
                .toList();
    }

    /** Removes what a test made, volumes too: they are the test's own. */
    static void remove(String project) {
        List<String> stacks = run(
                        "ps",
                        "-a",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--format",
                        "{{.Label \"dev.longshore.stack\"}}")
                .lines()
                .filter(stack -> !stack.isEmpty())
                .distinct()
                .toList();
        List<String> ids = run("ps", "-aq", "--filter", "label=com.docker.compose.project=" + project)
                .lines()
                .toList();
        if (!ids.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of("rm", "-f", "-v"));
            arguments.addAll(ids);
            run(arguments.toArray(String[]::new));
        }
        run("network", "ls", "-q", "--filter", "label=com.docker.compose.project=" + project)
                .lines()
                .forEach(network -> run("network", "rm", network));
        stacks.forEach(stack -> run("images", "--format", "{{.Repository}}:{{.Tag}}", "longshore-keep/" + stack)
                .lines()
                .forEach(tag -> run("rmi", tag)));
    }

    /** Standard output of a {@code docker} command. */
    static String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Commands.output(command);
    }
}
