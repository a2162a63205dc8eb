/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Git repository of stacks, one folder each, made with the {@code git} command. */
final class Repository {
    /** What a container of {@link #compose} runs when nothing is wrong with it. */
    static final String SLEEP = "sleep 3600";

    /** A program that a health gate must not let pass. */
    static final String CRASH = "sh -c 'exit 7'";

    private final Path directory;
    private final String project;

    /**
     * @param project start of the names of its Compose projects
     * @param stacks names of its stacks
     */
    Repository(Path directory, String project, String... stacks) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.project = project;
        git("init", "-q", "-b", "main");
        StringBuilder file = new StringBuilder("stacks:\n");
        for (String stack : stacks) {
            file.append("  - name: ").append(stack).append('\n');
            file.append("    path: ").append(stack).append('\n');
            file.append("    project: ").append(project(stack)).append('\n');
            file.append("    health: {timeout: 20s, stable: 200ms}\n");
        }
        write(".longshore.yaml", file.toString());
    }

    String url() {
        return directory.toUri().toString();
    }

    /** The Compose project of a stack. */
    String project(String stack) {
        return project + "-" + stack;
    }

    /** Commits a revision of one stack whose container has {@code VERSION=version}, and returns the commit. */
    String commit(String stack, String version) {
        return commit(stack, version, SLEEP);
    }

    /** The same, with another program in the container. */
    String commit(String stack, String version, String command) {
        write(stack + "/compose.yaml", compose(version, command));
        return commitAll("version " + version + " of " + stack);
    }

    /** Commits whatever was written. */
    String commitAll(String message) {
        git("add", ".");
        git("-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q", "-m", message);
        return git("rev-parse", "HEAD").strip();
    }

    static String compose(String version, String command) {
        return String.join(
                "\n",
                "services:",
                "  app:",
                "    image: busybox:1.37",
                "    command: " + command,
                "    stop_signal: SIGKILL",
                "    environment: {VERSION: \"" + version + "\"}",
                "");
    }

    void write(String name, String content) {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void write(String name, byte[] content) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.resolveSibling(".").normalize());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        return Commands.output(command);
    }
}
