/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@code longshore up} with a configuration, a data directory and ports of its own. */
final class Up implements AutoCloseable {
    /** Name of its only webhook. */
    static final String WEBHOOK = "generic";

    private final Path directory;
    private final Path config;
    private final String secret;
    private final int ingressPort = Ports.free();
    private final int managementPort = Ports.free();
    private @Nullable Longshore process;

    /**
     * Writes the configuration; starts nothing yet.
     *
     * @param secret of the webhook
     * @param token for the API
     * @param repositories entries of {@code repositories:}, as one line of YAML each
     */
    Up(Path directory, String secret, String token, String... repositories) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.config = directory.resolve("longshore.yaml");
        this.secret = secret;
        Path secretFile = SecretFile.write(directory.resolve("webhook-secret"), secret);
        Path tokenFile = SecretFile.write(directory.resolve("api-token"), token);
        List<String> lines = new ArrayList<>(List.of(
                "data: " + data(),
                "host: e2e",
                "management: {listen: \"127.0.0.1:" + managementPort + "\"}",
                "ingress:",
                "  listen: \"127.0.0.1:" + ingressPort + "\"",
                "  apiTokens: [{file: " + tokenFile + "}]",
                "  webhooks: {" + WEBHOOK + ": {provider: generic-hmac, secret: {file: " + secretFile + "}}}",
                repositories.length == 0 ? "repositories: []" : "repositories:"));
        Arrays.stream(repositories).map(line -> "  - " + line).forEach(lines::add);
        Files.write(config, lines);
    }

    /** The entry of a repository without credentials. */
    static String entry(String name, Repository repository) {
        return "{name: " + name + ", url: \"" + repository.url() + "\", branch: main}";
    }

    Path data() {
        return directory.resolve("data");
    }

    Path config() {
        return config;
    }

    int ingressPort() {
        return ingressPort;
    }

    int managementPort() {
        return managementPort;
    }

    Webhook webhook() {
        return new Webhook(ingressPort, WEBHOOK, secret);
    }

    /** Starts it; {@link Longshore#awaitReady} says when it is there. */
    Longshore start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "-c", config.toString()));
        arguments.addAll(List.of(options));
        Longshore started = Longshore.start(directory, "up", arguments.toArray(String[]::new));
        process = started;
        return started;
    }

    /** Starts it and waits until every service does its work. */
    Longshore startReady(String... options) {
        return start(options).awaitReady(managementPort);
    }

    Longshore process() {
        return Objects.requireNonNull(process, "not started");
    }

    /** Runs another command against it. */
    Longshore.Result run(String... arguments) throws InterruptedException {
        return Longshore.run(directory, withConfig(arguments));
    }

    /** Starts another command against it. */
    Longshore startCommand(String... arguments) {
        return Longshore.start(directory, "command-" + System.nanoTime(), withConfig(arguments));
    }

    private String[] withConfig(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-c", config.toString()));
        return all.toArray(String[]::new);
    }

    /** Whatever a test was about: the CDEvents of its run must be valid, if it still runs. */
    @Override
    public void close() {
        Longshore running = process;
        if (running == null) {
            return;
        }
        try (running) {
            if (running.isReady(managementPort)) {
                assertThat(CdEventsOfARun.of(data()).violations()).isEmpty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
