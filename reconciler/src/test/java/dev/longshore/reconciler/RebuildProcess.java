/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.EventFactory;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TransactionalFold;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** The fold of a reconciler that starts, in a JVM of its own and a heap of the size that is promised. */
final class RebuildProcess {
    private RebuildProcess() {}

    /**
     * How long it took, also in time of all processors from the start of the JVM on, which the load of a machine does not change; and what
     * of the heap is used afterwards.
     */
    record Rebuilt(long millis, long cpuMillis, long usedMegabytes) {}

    public static void main(String[] arguments) throws IOException {
        Properties kafka = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            kafka.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        kafka.forEach((key, value) -> properties.put(key.toString(), value.toString()));
        EventFactory events = new EventFactory("reconciler", "rebuild", Clock.systemUTC());
        DriftChecks drifts = new DriftChecks(Duration.ofHours(1), (stack, every) -> {});
        long begin = System.nanoTime();
        try (TransactionalFold fold = new TransactionalFold(
                new KafkaSettings(properties),
                StatusFold.PLAN,
                () -> new StatusFold(events, Clock.systemUTC(), drifts, (repository, hook) -> {}),
                events,
                Clock.systemUTC())) {
            fold.start();
            await().atMost(120, SECONDS).pollInterval(10, MILLISECONDS).until(fold::isCaughtUp);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            long cpu = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .toMillis();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.println(millis + " " + cpu + " " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20));
        }
    }

    static Rebuilt run(Path kafka, String heap) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RebuildProcess.class.getName(),
                        kafka.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        String[] words = output.substring(output.lastIndexOf('\n') + 1).split(" ", -1);
        if (status != 0 || words.length != 3) {
            throw new IOException("it ended with " + status + " and said: " + output);
        }
        return new Rebuilt(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
