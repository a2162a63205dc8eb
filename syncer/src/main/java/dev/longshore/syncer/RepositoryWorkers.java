/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.SyncerConfig;
import dev.longshore.syncer.git.GitAccess;
import dev.longshore.syncer.git.GitMirror;
import dev.longshore.syncer.stacks.StackFinder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.eclipse.jgit.transport.URIish;

/** The worker of each configured repository. Confined to the syncer's Vert.x context. */
final class RepositoryWorkers {
    private final Vertx vertx;
    private final GitAccess access;
    private final MirrorCache mirrors;
    private final LookThreads threads;
    private final HostGates gates;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final AnnouncedRevisions announced;
    private final SyncerMetrics metrics;
    private final Map<String, RepositoryWorker> workers = new LinkedHashMap<>();
    private final Map<String, RepositoryConfig> configured = new HashMap<>();

    /** @param directory of the mirrors */
    RepositoryWorkers(
            Vertx vertx, SyncerConfig config, Path directory, AnnouncedRevisions announced, SyncerMetrics metrics) {
        this.vertx = vertx;
        this.announced = announced;
        this.metrics = metrics;
        this.access = new GitAccess(config, Clock.systemUTC());
        this.mirrors = new MirrorCache(directory, config.maxCache(), Clock.systemUTC());
        metrics.watch(mirrors);
        this.threads = new LookThreads(vertx);
        this.gates = new HostGates(vertx, config.workers(), config.perHost(), System::nanoTime);
    }

    /** Adds one, or lets the worker there is look as the changed configuration says. */
    void add(RepositoryConfig repository) {
        String name = repository.name();
        RepositoryWorker worker = workers.get(name);
        Looks looks = looks(repository);
        if (worker == null) {
            workers.put(name, new RepositoryWorker(vertx, looks, backoff));
        } else {
            worker.use(looks);
        }
        configured.put(name, repository);
    }

    /** Exactly these from now on. Returns the names of those that are new or changed. */
    Set<String> replace(List<RepositoryConfig> repositories) {
        Set<String> names = repositories.stream().map(RepositoryConfig::name).collect(Collectors.toSet());
        for (String gone : List.copyOf(workers.keySet())) {
            if (!names.contains(gone)) {
                configured.remove(gone);
                Optional.ofNullable(workers.remove(gone)).ifPresent(RepositoryWorker::retire);
            }
        }
        Set<String> changed = new LinkedHashSet<>();
        for (RepositoryConfig repository : repositories) {
            if (!repository.equals(configured.get(repository.name()))) {
                add(repository);
                changed.add(repository.name());
            }
        }
        return changed;
    }

    private Looks looks(RepositoryConfig repository) {
        String name = repository.name();
        GitMirror mirror = new GitMirror(repository, mirrors.directoryOf(name), access);
        RepositorySync sync = new RepositorySync(
                name, mirror, new StackFinder(repository), announced, backoff, Clock.systemUTC(), metrics);
        return new Looks(hostOf(repository.url()), name, mirror, sync);
    }

    /** Lower case; empty for a repository on this machine, or with a URL that only the fetch will complain about. */
    private static String hostOf(String url) {
        try {
            String host = new URIish(url).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private final class Looks implements RepositoryWorker.Looks {
        private final String host;
        private final String name;
        private final GitMirror mirror;
        private final RepositorySync sync;

        Looks(String host, String name, GitMirror mirror, RepositorySync sync) {
            this.host = host;
            this.name = name;
            this.mirror = mirror;
            this.sync = sync;
        }

        @Override
        public Future<HostGates.Pass> enter(boolean urgent) {
            return gates.enter(host, urgent);
        }

        @Override
        public Future<Optional<Duration>> round(SyncRequests requests, Announcer announcer) {
            return threads.run(() -> mirrors.use(name, mirror, () -> sync.round(requests, announcer)));
        }

        @Override
        public void forget() {
            sync.forget();
        }
    }

    /** Before the first look. Blocks. */
    Future<Void> begin() {
        return threads.run(() -> {
                    mirrors.begin();
                    return mirrors;
                })
                .mapEmpty();
    }

    Set<String> names() {
        return workers.keySet();
    }

    /** Empty for a repository that is not configured. */
    Optional<RepositoryWorker> of(String repository) {
        return Optional.ofNullable(workers.get(repository));
    }

    /** What waits or is under way for this tenure is somebody else's now. */
    void leave(Tenure tenure) {
        workers.values().forEach(worker -> worker.leave(tenure));
    }

    /** Begins, repeats and retries nothing any more. */
    void stop() {
        workers.values().forEach(RepositoryWorker::close);
        threads.stop();
    }
}
