/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code deploy/compose.yaml} starts, with the configuration beside it but for its repositories. */
final class ContainerFleet implements AutoCloseable {
    /** The commands as their own container. */
    private static final List<String> CLI = List.of("run", "--rm", "-T", "cli");

    private final Path directory;
    private final TestImage image;
    private final ComposeProject project;
    private final int port = Ports.free();
    private final List<String> repositories = new ArrayList<>();

    /**
     * Starts nothing yet.
     *
     * @param directory which the applier mounts under the same name
     * @param config folder of the configuration, in {@code deploy}
     * @param files in {@code deploy}
     */
    ContainerFleet(Path directory, String config, String... files) throws IOException {
        this.directory = directory;
        String name = "ls-e2e-" + port;
        this.image = TestImage.build(directory.resolve("image"), Integer.toString(port));
        this.project = new ComposeProject(name, files)
                .with("LONGSHORE_IMAGE", image.name())
                .with("LONGSHORE_PORT", "127.0.0.1:" + port)
                .with("LONGSHORE_HOST", "e2e")
                .with("LONGSHORE_DATA", directory.resolve("data"))
                .with("LONGSHORE_SECRETS", directory.resolve("secrets"))
                .with("LONGSHORE_GIT", Files.createDirectories(directory.resolve("git")))
                .with("LONGSHORE_CONFIG", Files.createDirectories(directory.resolve("config")));
        try (Stream<Path> shipped =
                Files.list(ComposeProject.ROOT.resolve("deploy").resolve(config))) {
            for (Path file : shipped.toList()) {
                Files.writeString(config(file.getFileName().toString()), Files.readString(file));
            }
        }
        String applier = Files.exists(config("applier.yaml")) ? "applier.yaml" : "longshore.yaml";
        edit(applier, "data: /var/lib/longshore", "data: " + directory.resolve("data"));
    }

    int port() {
        return port;
    }

    String image() {
        return image.name();
    }

    ComposeProject project() {
        return project;
    }

    private Path config(String file) {
        return directory.resolve("config").resolve(file);
    }

    /** Changes a line of the shipped configuration, which must be there. */
    void edit(String file, String line, String replacement) throws IOException {
        String before = Files.readString(config(file));
        assertThat(before).contains("\n" + line);
        Files.writeString(config(file), before.replace("\n" + line, "\n" + replacement));
    }

    /** A repository that the syncers can read, not configured yet. */
    Repository repository(String folder, String... stacks) throws IOException {
        return new Repository(directory.resolve("git").resolve(folder), "ls-e2e-" + port + "-" + folder, stacks);
    }

    /** Configures a repository; takes effect at once where services run. */
    void configure(String name, String folder) throws IOException {
        String before = repositoriesLine();
        repositories.add("{name: " + name + ", url: \"file:///srv/git/" + folder + "\", branch: main}");
        edit("longshore.yaml", before, repositoriesLine());
    }

    private String repositoriesLine() {
        return "repositories: [" + String.join(", ", repositories) + "]";
    }

    /** {@code docker compose up -d --wait}. */
    void up(String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "-d", "--wait", "--wait-timeout", "300"));
        arguments.addAll(List.of(options));
        try {
            project.run(arguments.toArray(String[]::new));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + project.logs(), e);
        }
    }

    /** A hook with the secret that the first start has made. */
    Webhook webhook() throws IOException {
        return new Webhook(
                port,
                "generic",
                Files.readString(directory.resolve("secrets/webhook")).strip());
    }

    /** Runs a {@code longshore} command. */
    String longshore(String... arguments) {
        List<String> command = new ArrayList<>(CLI);
        command.addAll(List.of(arguments));
        return project.run(command.toArray(String[]::new));
    }

    /** Events of a type since the beginning, one JSON object a line. */
    List<String> events(String type) {
        return longshore("events", "--from-beginning", "-o", "json", "--type", type)
                .lines()
                .filter(line -> line.startsWith("{"))
                .toList();
    }

    /** Host names of the syncers that answered pushes of repositories whose names begin so. */
    Set<String> answerers(String prefix) {
        return events("source.*").stream()
                .filter(event -> event.contains("\"trigger\":\"push\"") && event.contains("\"subject\":\"" + prefix))
                .map(event -> event.replaceFirst(".*\"source\":\"/longshore/syncer/([^\"]*)\".*", "$1"))
                .collect(Collectors.toSet());
    }

    /** Waits until this, and nothing else, runs. */
    void awaitVersion(String composeProject, String version) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(Docker.versions(composeProject))
                        .as(() -> project.logs("ingress", "syncer", "applier"))
                        .isEqualTo(List.of(version)));
    }

    @Override
    public void close() {
        project.remove();
        image.close();
    }
}
