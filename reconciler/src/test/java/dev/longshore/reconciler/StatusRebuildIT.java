/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.EventFactory;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reconciler starts where there are ten thousand stacks already. */
class StatusRebuildIT {
    private static final int STACKS = 10_000;

    @TempDir
    Path data;

    @Test
    void tenThousandStacksAreKnownAgainInSecondsAndWithinAHundredMegabytes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data.resolve("broker")))) {
            KafkaSettings settings = new KafkaSettings(broker.clientProperties());
            TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
            publish(settings, new Fleet(STACKS));
            Path file = data.resolve("kafka.properties");
            Properties kafka = new Properties();
            kafka.putAll(settings.properties());
            try (Writer writer = Files.newBufferedWriter(file)) {
                kafka.store(writer, null);
            }

            RebuildProcess.Rebuilt first = RebuildProcess.run(file, "-Xmx100m");
            print("all revisions folded", first);
            RebuildProcess.Rebuilt again = RebuildProcess.run(file, "-Xmx100m");
            print("all statuses restored", again);

            assertThat(again.cpuMillis())
                    .isLessThan(6000); // under five seconds on a quiet machine, see docs/performance.md
        }
    }

    private static void print(String what, RebuildProcess.Rebuilt rebuilt) {
        System.out.printf(
                "%s of %d stacks: %d ms, %d ms of processor time with the start of the JVM; %d MB of heap used%n",
                what, STACKS, rebuilt.millis(), rebuilt.cpuMillis(), rebuilt.usedMegabytes());
    }

    private static void publish(KafkaSettings settings, Fleet fleet) throws Exception {
        Vertx vertx = Vertx.vertx();
        EventPublisher publisher = EventPublisher.create(vertx, settings, "fleet", Duration.ofSeconds(60));
        EventFactory events = new EventFactory("test", "fleet", Clock.systemUTC());
        List<Future<?>> sent = new ArrayList<>();
        fleet.log().forEach(event -> {
            sent.add(publisher.publish(events.first(event)));
            if (sent.size() == 1000) {
                Future.all(sent).toCompletionStage().toCompletableFuture().join();
                sent.clear();
            }
        });
        Future.all(sent).toCompletionStage().toCompletableFuture().get(1, MINUTES);
        publisher.close().toCompletionStage().toCompletableFuture().get(1, MINUTES);
        vertx.close().toCompletionStage().toCompletableFuture().get(1, MINUTES);
    }
}
