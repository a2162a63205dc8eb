/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Measures what an applier adds to Compose; prints figures and judges nothing. {@code bench/overhead} runs it. */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
@Tag("bench")
class OverheadIT {
    private static final int WARM_UP = 3;
    private static final int RUNS = Integer.getInteger("longshore.bench.runs", 15);
    private static final String CHECKED =
            "\n    healthcheck: {test: \"true\", interval: 5s, start_period: 5s, start_interval: 200ms}";

    @TempDir
    Path folder;

    private final PrintStream out = System.out;
    private final AtomicLong composing = new AtomicLong();

    @Test
    void besideBareCompose() throws Exception {
        try (TestLog log = TestLog.embedded(folder.resolve("broker"));
                Engine engine = Engine.connect();
                TestHost host = new TestHost(log, "host-1", folder.resolve("data"))) {
            host.watched(reached -> {
                if (reached == Checkpoint.COPIED) {
                    composing.set(System.nanoTime());
                }
            });
            host.start();
            measure(log, engine, "no health check", "");
            measure(log, engine, "health check", CHECKED);
        }
    }

    private void measure(TestLog log, Engine engine, String what, String more) throws IOException {
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        List<Long> bare = new ArrayList<>();
        try (TestStack stack = new TestStack(log, engine).gate(Duration.ofSeconds(30), Duration.ZERO);
                TestStack plain = new TestStack(log, engine)) {
            Path directory = Files.createDirectories(folder.resolve(plain.project()));
            for (int i = 0; i < WARM_UP + RUNS; i++) {
                String text = services(i, more);
                long begun = System.nanoTime();
                RevisionEvent.Changed pushed = stack.file("compose.yaml", text).push();
                log.await(stack.id, DeploymentEvent.Succeeded.class, e -> e.generation() == pushed.generation());
                long ended = System.nanoTime();
                Files.writeString(directory.resolve("compose.yaml"), text);
                long bareBegun = System.nanoTime();
                DockerCli.run(List.of(
                        "docker",
                        "compose",
                        "-p",
                        plain.project(),
                        "--project-directory",
                        directory.toString(),
                        "up",
                        "-d",
                        "--wait"));
                if (i >= WARM_UP) {
                    before.add(composing.get() - begun);
                    after.add(ended - composing.get());
                    bare.add(System.nanoTime() - bareBegun);
                }
            }
        }
        long sum = median(before) + median(after);
        out.printf(
                "%s: log to `up` %d ms, `up` to event %d ms, sum %d ms; bare `up -d --wait` %d ms; ratio %.2f%n",
                what, median(before), median(after), sum, median(bare), (double) sum / median(bare));
    }

    private static String services(int variant, String more) {
        return "services:\n  web:\n    " + TestStack.SLEEPER + more + "\n    environment: {VARIANT: \"" + variant
                + "\"}\n";
    }

    private static long median(List<Long> nanos) {
        LongStream sorted = nanos.stream().mapToLong(Long::longValue).sorted();
        return sorted.skip(nanos.size() / 2).findFirst().orElseThrow() / 1_000_000;
    }
}
