/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of the files in {@code deploy}, run by {@code docker compose} under a project name of the test's own. */
final class ComposeProject {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String name;
    private final List<String> files;
    private final Map<String, String> environment = new TreeMap<>();

    /** @param files in {@code deploy}, the later ones overriding the earlier ones */
    ComposeProject(String name, String... files) {
        this.name = name;
        this.files = Arrays.stream(files)
                .flatMap(file ->
                        List.of("-f", ROOT.resolve("deploy").resolve(file).toString()).stream())
                .toList();
    }

    String name() {
        return name;
    }

    /** Sets what the file takes from the environment. */
    ComposeProject with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /** What {@code docker compose} prints, which must succeed. */
    String run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "--progress", "plain", "-p", name));
        command.addAll(files);
        command.addAll(List.of(arguments));
        return Commands.output(command, environment);
    }

    /** Runs a command in the first container of a service. */
    String exec(String service, String... command) {
        return run(concat(List.of("exec", "-T", service), command));
    }

    /** Ids of the containers of a service, stopped ones too. */
    List<String> containers(String service) {
        return run("ps", "-a", "-q", "--no-trunc", service)
                .lines()
                .filter(line -> line.matches("[0-9a-f]{64}"))
                .toList();
    }

    String logs(String... services) {
        return run(concat(List.of("logs", "--no-color", "--tail", "60"), services));
    }

    /** Removes everything of the project, volumes too: they are the test's own. */
    void remove() {
        run("down", "-v", "--remove-orphans", "--timeout", "20");
    }

    private static String[] concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }
}
