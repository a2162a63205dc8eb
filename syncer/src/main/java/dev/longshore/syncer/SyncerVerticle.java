/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.GroupConsumer;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.syncer.stacks.BundleBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of {@code longshore.sync}, and looks at each repository when its partition comes to this member. The topics must
 * exist. The publisher is the caller's to close, after this has stopped.
 */
public final class SyncerVerticle extends VerticleBase {
    /** The consumer group that shares the repositories among syncers. */
    public static final String GROUP = "longshore-syncer";

    private static final Logger log = LoggerFactory.getLogger(SyncerVerticle.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final SyncerConfig config;
    private final SyncedRepositories repositories;
    private final Path data;
    private final KafkaSettings settings;
    private final EventPublisher publisher;
    private final EventFactory events;
    private final SyncerMetrics metrics;

    private volatile @Nullable Running running;

    private record Running(
            CacheFolder cache,
            Fencing fencing,
            PartitionOwner owner,
            GroupConsumer consumer,
            DeadLetters deadLetters) {}

    /**
     * @param repositories which may change: see {@link #reconfigure}
     * @param data the data directory, which syncers may share; see {@link CacheFolder}
     * @param publisher with a deadline of some seconds: a look that is not acknowledged is done again
     */
    public SyncerVerticle(
            SyncerConfig config,
            SyncedRepositories repositories,
            Path data,
            KafkaSettings settings,
            EventPublisher publisher,
            EventFactory events,
            MeterRegistry metrics) {
        this.config = config;
        this.repositories = repositories;
        this.data = data;
        this.settings = settings;
        this.publisher = publisher;
        this.events = events;
        this.metrics = new SyncerMetrics(metrics);
    }

    /** The same with repositories that do not change. */
    public SyncerVerticle(
            SyncerConfig config,
            List<RepositoryConfig> repositories,
            Path data,
            KafkaSettings settings,
            EventPublisher publisher,
            EventFactory events,
            MeterRegistry metrics) {
        this(config, new SyncedRepositories(repositories, List.of(), null), data, settings, publisher, events, metrics);
    }

    /** Whether partitions have been assigned and what was announced before is known. From any thread. */
    public boolean isReady() {
        Running now = running;
        return now != null && now.owner().isReady();
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> CacheFolder.claim(data)).compose(this::start);
    }

    private Future<Void> start(CacheFolder cache) {
        Path directory = cache.path();
        AnnouncedRevisions announced = new AnnouncedRevisions();
        BundleBuilder builder = new BundleBuilder(directory.resolve("tmp"), config.maxBundle());
        DeadLetters deadLetters = new DeadLetters(publisher, events);
        RepositoryWorkers workers = new RepositoryWorkers(vertx, config, directory, announced, metrics);
        Fencing fencing = new Fencing(vertx, settings, events, announced, builder);
        PartitionOwner owner = new PartitionOwner(vertx, fencing, workers, repositories, publisher);
        GroupConsumer consumer = new GroupConsumer(vertx, settings, GROUP, Topic.SYNC, owner, deadLetters);
        running = new Running(cache, fencing, owner, consumer, deadLetters);
        metrics.watch(consumer, owner, deadLetters);
        return workers.begin()
                .recover(e -> {
                    log.atWarn()
                            .addKeyValue("reason", e.toString())
                            .log("the mirrors of earlier processes cannot be listed");
                    return Future.succeededFuture();
                })
                .compose(begun -> repositories.known())
                .onSuccess(known -> workers.replace(repositories.all()))
                .compose(known -> consumer.start());
    }

    /** From now on these repositories; those that are new or changed are looked at. The syncer's other settings stay. */
    public void reconfigure(List<RepositoryConfig> configured, List<RepositoryMatch> matches) {
        repositories.replace(configured, matches);
        Running now = running;
        if (now != null) {
            context.runOnContext(ignored -> now.owner().reconfigured());
        }
    }

    /**
     * Leaves the group at once: whoever owns the repositories next has to wait for it. A look that does not end in a moment is of no use any
     * more; its requests stay on the log for that one.
     */
    @Override
    public Future<?> stop() {
        Running now = running;
        running = null;
        if (now == null) {
            return Future.succeededFuture();
        }
        now.owner().stop();
        return now.consumer()
                .stop(PATIENCE)
                .eventually(() -> now.owner().end())
                .eventually(() -> now.fencing().close())
                .eventually(() -> vertx.executeBlocking(() -> {
                    now.cache().close();
                    return null;
                }));
    }
}
