/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.GroupConsumer;
import dev.longshore.events.kafka.Received;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes with owning partitions of {@code longshore.sync}: first learn what was announced, by whomever, then look at every repository
 * that is ours now, and answer requests. Confined to the consumer's Vert.x context.
 */
final class PartitionOwner implements GroupConsumer.Handler {
    private static final Logger log = LoggerFactory.getLogger(PartitionOwner.class);
    private static final long AGAIN_MS = 1000;

    private final Vertx vertx;
    private final RevisionLog revisions;
    private final RepositoryWorkers workers;
    private final EventPublisher publisher;
    private final Announcer announcer;
    private final Set<Integer> owned = new HashSet<>();
    private final Promise<Void> first = Promise.promise();
    private Future<Void> catchingUp = Future.succeededFuture();
    private volatile boolean ready;
    private boolean stopping;

    PartitionOwner(
            Vertx vertx,
            RevisionLog revisions,
            RepositoryWorkers workers,
            EventPublisher publisher,
            Announcer announcer) {
        this.vertx = vertx;
        this.revisions = revisions;
        this.workers = workers;
        this.publisher = publisher;
        this.announcer = announcer;
    }

    /** Whether partitions have been assigned and what was announced before is known. From any thread. */
    boolean isReady() {
        return ready;
    }

    @Override
    public void assigned(Set<Integer> partitions) {
        owned.addAll(partitions);
        ready = false;
        Future<Void> now = catchingUp.compose(before -> catchUp());
        catchingUp = now;
        now.onSuccess(done -> {
            ready = true;
            first.tryComplete();
            ours(partitions, worker -> worker.look(SyncRequests.own(Trigger.STARTUP))
                    .onFailure(e -> log.atError().setCause(e).log("a look at the start failed")));
        });
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        owned.removeAll(partitions);
        for (String name : workers.names()) {
            publisher.partitionOf(Topic.SYNC, name).onSuccess(partition -> {
                if (partitions.contains(partition) && !owned.contains(partition)) {
                    workers.of(name).ifPresent(RepositoryWorker::forgetRetry);
                }
            });
        }
    }

    /** Does something for each repository of these partitions that are still ours. */
    private void ours(Set<Integer> partitions, Consumer<RepositoryWorker> action) {
        for (String name : workers.names()) {
            publisher
                    .partitionOf(Topic.SYNC, name)
                    .onSuccess(partition -> {
                        if (partitions.contains(partition) && owned.contains(partition)) {
                            workers.of(name).ifPresent(action);
                        }
                    })
                    .onFailure(e -> log.atWarn()
                            .addKeyValue("repository", name)
                            .setCause(e)
                            .log("the repository's partition is unknown; it waits for the next poll"));
        }
    }

    private Future<Void> catchUp() {
        return workers.blocking(revisions::catchUp)
                .compose(Future::fromCompletionStage)
                .recover(e -> {
                    if (stopping) {
                        return Promise.<Void>promise().future(); // never: a failure would bury the requests that wait
                    }
                    log.atWarn().setCause(e).log("longshore.revision cannot be read yet");
                    return vertx.timer(AGAIN_MS).compose(timer -> catchUp());
                });
    }

    @Override
    public Future<Void> handle(String key, List<Received.Understood> batch) {
        SyncRequests requests = SyncRequests.of(batch);
        return first.future().compose(started -> catchingUp).compose(known -> workers.of(key)
                .map(worker -> worker.look(requests))
                .orElseGet(() -> refuse(key, requests)));
    }

    private Future<Void> refuse(String repository, SyncRequests requests) {
        var failed = new SourceEvent.Failed(
                repository,
                ErrorClass.STALLED,
                "source.unknown_repository",
                "no repository '" + repository + "' is configured; add it under `repositories`",
                null,
                requests.ids(),
                requests.trigger());
        return workers.<Void>blocking(() -> {
                    announcer.tell(failed, requests);
                    return null;
                })
                .recover(e -> stopping
                        ? Promise.<Void>promise().future()
                        : vertx.timer(AGAIN_MS).compose(timer -> refuse(repository, requests)));
    }

    /** Begins nothing new. */
    void stop() {
        stopping = true;
        ready = false;
        workers.stop();
    }
}
