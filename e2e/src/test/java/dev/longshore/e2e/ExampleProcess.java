/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Somebody's program that reads events; what it prints is kept. */
final class ExampleProcess implements AutoCloseable {
    private final Process process;
    private final Path out;

    private ExampleProcess(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /** Starts it in {@code directory}, with {@code environment} besides our own. */
    static ExampleProcess start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path out = Files.createTempFile(directory, "example", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        return new ExampleProcess(builder.start(), out);
    }

    List<String> lines() {
        try {
            return Files.readAllLines(out);
        } catch (IOException e) {
            return List.of(); // half a character is at its end: look again
        }
    }

    /** How many of the lines are like that. */
    long count(Predicate<String> like) {
        return lines().stream().filter(like).count();
    }

    void awaitLine(Predicate<String> like) {
        await().alias("a line, in " + out)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> lines().stream().anyMatch(like));
    }

    /** As {@code kill}, also what it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
