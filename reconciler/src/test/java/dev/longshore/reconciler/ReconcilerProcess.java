/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.ReconcilerConfig;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** A reconciler in a JVM of its own, to be killed and frozen. It polls twenty repositories a few times a second. */
final class ReconcilerProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private ReconcilerProcess(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Properties kafka = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            kafka.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        kafka.forEach((key, value) -> properties.put(key.toString(), value.toString()));
        List<RepositoryConfig> repositories = IntStream.range(0, 20)
                .mapToObj(i -> new RepositoryConfig("r" + i, "https://git.example/r" + i, null, null, null, List.of()))
                .toList();
        KafkaSettings settings = new KafkaSettings(properties);
        EventFactory events = new EventFactory("reconciler", arguments[1], Clock.systemUTC());
        Vertx vertx = Vertx.vertx();
        EventPublisher publisher = EventPublisher.create(vertx, settings, "letters", Duration.ofSeconds(10));
        ReconcilerVerticle verticle = new ReconcilerVerticle(
                new ReconcilerVerticle.Schedule(
                        new ReconcilerConfig(Duration.ofMillis(700), Duration.ofMillis(700), 0.1),
                        repositories,
                        List.of()),
                List::of,
                settings,
                events,
                new DeadLetters(publisher, events),
                new SimpleMeterRegistry());
        vertx.deployVerticle(verticle).toCompletionStage().toCompletableFuture().join();
        await().atMost(60, SECONDS).until(verticle::isReady);
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    /** Returns when it is active, or on standby. */
    static ReconcilerProcess start(KafkaSettings settings, String host, Path folder) throws IOException {
        Path file = folder.resolve(host + ".properties");
        Properties kafka = new Properties();
        kafka.putAll(settings.properties());
        try (Writer writer = Files.newBufferedWriter(file)) {
            kafka.store(writer, null);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReconcilerProcess.class.getName(),
                        file.toString(),
                        host)
                .redirectError(
                        ProcessBuilder.Redirect.to(folder.resolve(host + ".log").toFile()))
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("it ended: " + Files.readString(folder.resolve(host + ".log")));
            }
        }
        return new ReconcilerProcess(process);
    }

    /** Freezes or thaws it: {@code STOP}, {@code CONT}. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " ended with " + status);
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** As {@code kill -9}. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
