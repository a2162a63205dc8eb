/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.syncer.git.GitAccess;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.stacks.StackFinder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** The worker of each configured repository, all on one pool of threads. Confined to the syncer's Vert.x context. */
final class RepositoryWorkers {
    private final Vertx vertx;
    private final GitAccess access;
    private final Path directory;
    private final WorkerExecutor executor;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final Map<String, RepositoryWorker> workers = new LinkedHashMap<>();
    private final List<RepositorySync> syncs = new ArrayList<>();

    /** @param directory of the mirrors */
    RepositoryWorkers(Vertx vertx, SyncerConfig config, Path directory) {
        this.vertx = vertx;
        this.access = new GitAccess(config, Clock.systemUTC());
        this.directory = directory;
        this.executor = vertx.createSharedWorkerExecutor("longshore-syncer", config.workers());
    }

    void add(RepositoryConfig repository, AnnouncedRevisions announced, Announcer announcer, SyncerMetrics metrics) {
        String name = repository.name();
        Clock clock = Clock.systemUTC();
        GitMirror mirror = new GitMirror(repository, directory.resolve(name + ".git"), access);
        RepositorySync sync = new RepositorySync(
                name, mirror, new StackFinder(repository), announced, announcer, backoff, clock, metrics);
        syncs.add(sync);
        workers.put(name, new RepositoryWorker(vertx, executor, sync, backoff));
    }

    Set<String> names() {
        return workers.keySet();
    }

    /** Empty for a repository that is not configured. */
    Optional<RepositoryWorker> of(String repository) {
        return Optional.ofNullable(workers.get(repository));
    }

    /** Work that blocks and belongs to no repository. */
    <T> Future<T> blocking(Callable<T> work) {
        return executor.executeBlocking(work, false);
    }

    /** Repeats and retries nothing any more; looks under way go on. */
    void stop() {
        workers.values().forEach(RepositoryWorker::close);
    }

    /** Done when the looks that are under way have ended, also those that nobody asked for. */
    Future<Void> underWay() {
        return Future.join(workers.values().stream()
                        .map(RepositoryWorker::underWay)
                        .toList())
                .mapEmpty();
    }

    /** Call it when no look is under way. */
    Future<Void> close() {
        return executor.close().onComplete(closed -> syncs.forEach(RepositorySync::close));
    }
}
