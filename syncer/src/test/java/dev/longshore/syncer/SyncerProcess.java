/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.awaitility.Awaitility.await;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.HostLimits;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** A syncer in a process of its own: to be frozen, continued and killed. */
final class SyncerProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final String READY = "the syncer is ready";

    private final Process process;
    private final Path folder;

    private SyncerProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Returns at once.
     *
     * @param folder of its data, its log, and the files of {@link FreezingInterceptor}
     */
    static SyncerProcess start(KafkaSettings settings, Path folder, RepositoryConfig... repositories)
            throws IOException {
        return start(settings, folder, List.of(), repositories);
    }

    /** @param options of the JVM; system properties: see {@link #config} */
    static SyncerProcess start(
            KafkaSettings settings, Path folder, List<String> options, RepositoryConfig... repositories)
            throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlongshore.level=INFO",
                "-D" + FreezingInterceptor.FOLDER + "=" + folder));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SyncerProcess.class.getName(),
                folder.resolve("data").toString()));
        for (RepositoryConfig repository : repositories) {
            command.add(repository.name());
            command.add(repository.url());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Properties properties = new Properties();
        settings.properties().forEach(properties::setProperty);
        properties.setProperty("interceptor.classes", FreezingInterceptor.class.getName());
        try (var input =
                process.outputWriter(StandardCharsets.UTF_8)) { // not an argument: there may be a password in it
            properties.store(input, null);
        }
        return new SyncerProcess(process, folder);
    }

    SyncerProcess awaitReady() {
        awaitLog(READY);
        return this;
    }

    /** Until its log has it: a regular expression. */
    void awaitLog(String regex) {
        Pattern pattern = Pattern.compile(regex);
        await().pollInterval(Duration.ofMillis(20)).atMost(DEADLINE).until(() -> pattern.matcher(log())
                .find());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** It will stop itself at this point, see {@link FreezingInterceptor}. */
    SyncerProcess freezeAt(String point) throws IOException {
        Files.createFile(folder.resolve(point));
        return this;
    }

    void awaitFrozen(String point) {
        await().pollInterval(Duration.ofMillis(20)).atMost(DEADLINE).until(() -> isFrozen(point));
    }

    boolean isFrozen(String point) throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        return !Files.exists(folder.resolve(point)) && Files.readString(stat).contains(") T ");
    }

    void proceed() throws IOException {
        FreezingInterceptor.signal("-CONT", process.pid());
    }

    /** {@code SIGTERM}: stops as the command does. */
    void stop() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        KafkaSettings settings = new KafkaSettings(readProperties());
        EventPublisher publisher = EventPublisher.create(vertx, settings, "syncer-process", Duration.ofSeconds(10));
        List<RepositoryConfig> repositories = new ArrayList<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            repositories.add(SyncerFixture.repository(arguments[i], arguments[i + 1]));
        }
        SyncerVerticle syncer = new SyncerVerticle(
                config(),
                repositories,
                Path.of(arguments[0]),
                settings,
                publisher,
                new EventFactory("syncer", "process", Clock.systemUTC()),
                new SimpleMeterRegistry());
        vertx.deployVerticle(syncer).onFailure(Throwable::printStackTrace);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() ->
                        vertx.close().toCompletionStage().toCompletableFuture().join()));
        vertx.setPeriodic(20, timer -> {
            if (syncer.isReady()) {
                vertx.cancelTimer(timer);
                System.out.println(READY);
            }
        });
    }

    /** The defaults, with {@code test.fetches} and {@code test.perSecond} for a host, and {@code test.fetchTimeout} in seconds. */
    private static SyncerConfig config() {
        SyncerConfig standard = SyncerConfig.DEFAULT;
        HostLimits limits = new HostLimits(
                Integer.getInteger("test.fetches", standard.perHost().fetches()),
                Integer.getInteger("test.perSecond", standard.perHost().perSecond()));
        Duration fetchTimeout = Duration.ofSeconds(
                Long.getLong("test.fetchTimeout", standard.fetchTimeout().toSeconds()));
        return new SyncerConfig(
                standard.workers(), fetchTimeout, standard.maxBundle(), standard.maxCache(), limits, standard.access());
    }

    private static Map<String, String> readProperties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(System.in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> all = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        return all;
    }
}
