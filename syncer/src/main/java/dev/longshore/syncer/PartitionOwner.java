/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.GroupConsumer;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.UnpublishedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes with owning partitions of {@code longshore.sync}: first fence who owned them before and learn what was announced, by
 * whomever, then look at every repository that is ours now, and answer requests. Confined to the consumer's Vert.x context.
 */
final class PartitionOwner implements GroupConsumer.Handler {
    private static final Logger log = LoggerFactory.getLogger(PartitionOwner.class);
    private static final long AGAIN_MS = 1000;
    private static final long ADMISSION_MS = 100;
    private static final int ADMISSION_TRIES = 30;

    private final Vertx vertx;
    private final Fencing fencing;
    private final RepositoryWorkers workers;
    private final SyncedRepositories repositories;
    private final EventPublisher publisher;
    private final Map<Integer, Tenure> tenures = new HashMap<>();
    private volatile boolean ready;
    private volatile int partitions;
    private boolean stopping;

    PartitionOwner(
            Vertx vertx,
            Fencing fencing,
            RepositoryWorkers workers,
            SyncedRepositories repositories,
            EventPublisher publisher) {
        this.vertx = vertx;
        this.fencing = fencing;
        this.workers = workers;
        this.repositories = repositories;
        this.publisher = publisher;
    }

    /** Whether partitions have been assigned and are ours alone, and what was announced before is known. From any thread. */
    boolean isReady() {
        return ready;
    }

    /** How many partitions are this member's. From any thread. */
    int partitions() {
        return partitions;
    }

    @Override
    public void assigned(Set<Integer> numbers) {
        ready = false;
        for (int number : numbers) {
            Tenure tenure = new Tenure(vertx, number, fencing);
            tenures.put(number, tenure);
            tenure.announcer().onSuccess(announcer -> checkReady());
        }
        partitions = tenures.size();
        lookAt(Set.copyOf(workers.names()), numbers);
    }

    /** The configuration has changed: whatever is new or different in it is looked at. */
    void reconfigured() {
        if (!stopping) {
            lookAt(workers.replace(repositories.all()), Set.copyOf(tenures.keySet()));
        }
    }

    private void lookAt(Set<String> names, Set<Integer> numbers) {
        for (String name : names) {
            partitionOf(name).onSuccess(number -> {
                if (numbers.contains(number)) {
                    lookAtStart(name, number);
                }
            });
        }
    }

    private void checkReady() {
        boolean was = ready;
        ready = !stopping
                && tenures.values().stream()
                        .allMatch(tenure -> tenure.announcer().succeeded());
        if (ready && !was) {
            log.atInfo()
                    .addKeyValue("partitions", tenures.keySet())
                    .log("everybody else is fenced, and what was announced is known");
        }
    }

    private void lookAtStart(String name, int number) {
        Tenure tenure = tenures.get(number);
        if (tenure != null) {
            workers.of(name).ifPresent(worker -> worker.look(tenure, SyncRequests.own(Trigger.STARTUP))
                    .onFailure(e -> log.atError().setCause(e).log("a look at the start failed")));
        }
    }

    @Override
    public void revoked(Set<Integer> numbers) {
        for (int number : numbers) {
            end(tenures.remove(number))
                    .onFailure(e -> log.atWarn().setCause(e).log("a lost partition's connection stays open"));
        }
        partitions = tenures.size();
        checkReady();
    }

    private Future<Void> end(@Nullable Tenure tenure) {
        if (tenure == null) {
            return Future.succeededFuture();
        }
        workers.leave(tenure);
        return tenure.end();
    }

    @Override
    public Future<Void> handle(String key, List<Received.Understood> batch) {
        int here = batch.get(0).position().partition();
        return partitionOf(key).compose(right -> {
            Tenure tenure = tenures.get(here);
            if (tenure == null) {
                return never(); // the partition is somebody else's by now, and so are its records
            }
            return right == here ? answer(key, tenure, SyncRequests.of(batch)) : forward(batch);
        });
    }

    private Future<Void> answer(String key, Tenure tenure, SyncRequests requests) {
        return workers.of(key)
                .map(worker -> worker.look(tenure, requests))
                .orElseGet(() -> admit(key, tenure, requests, ADMISSION_TRIES));
    }

    /** The ingress had an admission acknowledged before the push: it is on the log, but may not have reached us. */
    private Future<Void> admit(String key, Tenure tenure, SyncRequests requests, int tries) {
        Optional<RepositoryConfig> admitted = repositories.admitted(key);
        if (admitted.isPresent()) {
            workers.add(admitted.get());
            return answer(key, tenure, requests);
        }
        if (!repositories.mayAdmit() || tries == 0) {
            return refuse(key, tenure, requests);
        }
        return vertx.timer(ADMISSION_MS).compose(timer -> stopping ? never() : admit(key, tenure, requests, tries - 1));
    }

    /**
     * Clients in other languages hash keys in other ways. A repository belongs to whoever owns the partition that our own hash gives;
     * two owners would not fence each other.
     */
    private Future<Void> forward(List<Received.Understood> batch) {
        return Future.all(batch.stream()
                        .map(record -> publisher.publish(record.envelope()))
                        .toList())
                .<Void>mapEmpty()
                .recover(e -> later("a request could not be passed on to its partition", e, () -> forward(batch)));
    }

    private Future<Void> refuse(String repository, Tenure tenure, SyncRequests requests) {
        var failed = new SourceEvent.Failed(
                repository,
                ErrorClass.STALLED,
                "source.unknown_repository",
                "no repository '" + repository + "' is configured; add it under `repositories`",
                null,
                requests.ids(),
                requests.trigger());
        return tenure.announcer()
                .compose(announcer -> fencing.tell(announcer, failed, requests).recover(e -> {
                    if (e instanceof UnpublishedException lost) {
                        tenure.renew(announcer, lost);
                    }
                    return later("a request could not be answered", e, () -> refuse(repository, tenure, requests));
                }));
    }

    private Future<Integer> partitionOf(String repository) {
        return publisher
                .partitionOf(Topic.SYNC, repository)
                .recover(e -> later("a repository's partition is unknown", e, () -> partitionOf(repository)));
    }

    private <T> Future<T> later(String what, Throwable e, Supplier<Future<T>> again) {
        if (stopping) {
            return never();
        }
        log.atWarn()
                .addKeyValue("reason", e.toString())
                .addKeyValue("what", what)
                .log("will try again");
        return vertx.timer(AGAIN_MS).compose(timer -> again.get());
    }

    /** A failure would bury the requests that wait. */
    private static <T> Future<T> never() {
        return Promise.<T>promise().future();
    }

    /** Begins nothing new. */
    void stop() {
        stopping = true;
        ready = false;
        workers.stop();
    }

    /** Publishes nothing any more; done when that is certain. */
    Future<Void> end() {
        List<Tenure> all = List.copyOf(tenures.values());
        tenures.clear();
        return Future.join(all.stream().map(this::end).toList()).mapEmpty();
    }
}
