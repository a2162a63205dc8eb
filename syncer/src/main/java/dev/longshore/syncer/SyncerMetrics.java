/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.Topic;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.GroupConsumer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The syncer's figures, described in {@code docs/metrics.md}. No label of a repository: there may be thousands. */
final class SyncerMetrics {
    private static final String SERVICE = "syncer";
    private static final Duration[] STEPS = {
        Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15),
        Duration.ofSeconds(60), Duration.ofSeconds(300)
    };
    private static final double KIBIBYTE = 1024;
    private static final double[] SIZES = {
        4 * KIBIBYTE, 64 * KIBIBYTE, 512 * KIBIBYTE, 4096 * KIBIBYTE, 16_384 * KIBIBYTE, 65_536 * KIBIBYTE
    };

    private final MeterRegistry registry;

    SyncerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * One look ended.
     *
     * @param result {@code ok}, or a reason code
     * @param begin from {@link System#nanoTime()}
     */
    void looked(String result, long begin) {
        Timer.builder("longshore.syncer.look")
                .description("Looks at repositories, from the fetch to the announcement, by how they ended")
                .tag("result", result)
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(Duration.ofNanos(System.nanoTime() - begin));
    }

    /** These revisions have been announced. */
    void announced(Draft draft) {
        for (Draft.Entry entry : draft.entries()) {
            boolean changed = entry instanceof Draft.Changed;
            Counter.builder("longshore.syncer.revisions")
                    .description("Revisions of stacks that were announced")
                    .tag("kind", changed ? "changed" : "removed")
                    .register(registry)
                    .increment();
            if (entry instanceof Draft.Changed one) {
                DistributionSummary.builder("longshore.syncer.bundle")
                        .description("Sizes of the bundles of announced revisions")
                        .baseUnit("bytes")
                        .serviceLevelObjectives(SIZES)
                        .register(registry)
                        .record((double) one.content().size());
            }
        }
    }

    void watch(MirrorCache mirrors) {
        Gauge.builder("longshore.syncer.mirrors", mirrors, MirrorCache::bytes)
                .description("Bytes of all mirrors in the data directory")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("longshore.syncer.mirrors.limit", mirrors, MirrorCache::maxBytes)
                .description("Bytes that the mirrors may take together: syncer.maxCache")
                .baseUnit("bytes")
                .register(registry);
    }

    void watch(GroupConsumer consumer, PartitionOwner owner, DeadLetters deadLetters) {
        Gauge.builder("longshore.syncer.partitions", owner, PartitionOwner::partitions)
                .description("Partitions of longshore.sync that this syncer owns")
                .register(registry);
        Gauge.builder("longshore.syncer.requests.waiting", consumer, GroupConsumer::underWay)
                .description("Requests that were read and have no answer yet")
                .register(registry);
        Gauge.builder("longshore.consumer.lag", consumer, GroupConsumer::lag)
                .description("Records that are on the log and were not read yet")
                .tag("service", SERVICE)
                .tag("topic", Topic.SYNC.topicName())
                .register(registry);
        FunctionCounter.builder("longshore.dead.letters", deadLetters, DeadLetters::count)
                .description("Records that went to the dead letter")
                .tag("service", SERVICE)
                .register(registry);
    }
}
