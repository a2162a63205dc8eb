/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A member of a group in a process of its own, which never gets done with the key {@code unfinished}: to be killed. */
final class GroupMemberProcess implements AutoCloseable {
    private final Process process;

    private GroupMemberProcess(Process process) {
        this.process = process;
    }

    static GroupMemberProcess start(KafkaSettings settings, String group, Path log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        GroupMemberProcess.class.getName(),
                        group)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Properties properties = new Properties();
        settings.properties().forEach(properties::setProperty);
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) { // not an argument: there is a password in it
            properties.store(input, null);
        }
        return new GroupMemberProcess(process);
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The process. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        KafkaSettings settings = new KafkaSettings(readProperties());
        EventPublisher publisher = EventPublisher.create(vertx, settings, "member", Duration.ofSeconds(5));
        DeadLetters letters = new DeadLetters(publisher, new EventFactory("test", "host", Clock.systemUTC()));
        GroupConsumer consumer = new GroupConsumer(
                vertx,
                settings,
                arguments[0],
                Topic.SYNC,
                (key, batch) ->
                        key.equals("unfinished") ? Promise.<Void>promise().future() : Future.succeededFuture(),
                letters);
        vertx.getOrCreateContext().runOnContext(now -> consumer.start());
    }

    private static Map<String, String> readProperties() {
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(System.in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        return all;
    }
}
