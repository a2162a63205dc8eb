/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code longshore} command as a process of its own, as users run it. */
final class Longshore implements AutoCloseable {
    private static final Path CLI =
            Path.of("..", "cli", "target").toAbsolutePath().normalize();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path out;
    private final Path err;

    private Longshore(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The whole command line of a command. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT", // a shell starts background jobs with it ignored
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                CLI.resolve("longshore.jar") + ":" + CLI.resolve("lib") + "/*",
                "dev.longshore.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts a command; what it prints goes to files named {@code name} in {@code directory}. */
    static Longshore start(Path directory, String name, String... arguments) {
        List<String> command = command(arguments);
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .directory(directory.toFile());
        builder.environment().remove("LONGSHORE_CONFIG");
        try {
            return new Longshore(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static Result run(Path directory, String... arguments) throws InterruptedException {
        String name = "command-" + System.nanoTime();
        try (Longshore longshore = start(directory, name, arguments)) {
            int exitCode = longshore.awaitExit(Duration.ofMinutes(3));
            return new Result(exitCode, longshore.out(), longshore.err());
        }
    }

    record Result(int exitCode, String out, String err) {}

    /** Waits until {@code /health/ready} answers 200. */
    Longshore awaitReady(int managementPort) {
        URI ready = readiness(managementPort);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("ended with " + process.exitValue() + ":\n" + err());
                    }
                    assertThat(status(ready)).as(this::err).isEqualTo(200);
                });
        return this;
    }

    /** Whether it runs, and all of its services do their work. */
    boolean isReady(int managementPort) {
        return process.isAlive() && status(readiness(managementPort)) == 200;
    }

    private static URI readiness(int managementPort) {
        return URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
    }

    private static int status(URI url) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C. */
    void interrupt() {
        Commands.output(List.of("kill", "-INT", Long.toString(process.pid())));
    }

    /** As {@code kill}. */
    void terminate() {
        process.destroy();
    }

    int awaitExit(Duration deadline) throws InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + deadline + ":\n" + out() + err());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
