/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.EngineException;
import dev.longshore.applier.docker.EngineVersions;
import dev.longshore.applier.store.HostIdentity;
import dev.longshore.events.EventFactory;
import dev.longshore.events.HostAlive;
import dev.longshore.events.kafka.EventPublisher;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says regularly that this host is alive, and knows whether its engine is. */
final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(HostAlive.INTERVAL_SECONDS);
    private static final Duration ENGINE_RETRY = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final Engine engine;
    private final ComposeClient compose;
    private final Path folder;
    private final BooleanSupplier established;
    private final HostIdentity identity;
    private volatile Map<String, String> labels;
    private final EventPublisher publisher;
    private final EventFactory events;
    private final Runnable engineIsBack;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile @Nullable String engineTrouble = "the engine has not been asked yet";
    private volatile @Nullable String composeVersion;
    private volatile boolean closed;

    /**
     * @param folder any that is there and has no Compose file
     * @param established whether this host has been up for a while
     * @param engineIsBack called when the engine answers after it did not
     */
    Heartbeat(
            Vertx vertx,
            WorkerExecutor worker,
            Engine engine,
            ComposeClient compose,
            Path folder,
            BooleanSupplier established,
            HostIdentity identity,
            Map<String, String> labels,
            EventPublisher publisher,
            EventFactory events,
            Runnable engineIsBack) {
        this.vertx = vertx;
        this.worker = worker;
        this.engine = engine;
        this.compose = compose;
        this.folder = folder;
        this.established = established;
        this.identity = identity;
        this.labels = labels;
        this.publisher = publisher;
        this.events = events;
        this.engineIsBack = engineIsBack;
    }

    /** From the next heartbeat on the host has these labels. */
    void relabel(Map<String, String> others) {
        labels = others;
    }

    /** Begins, with one heartbeat at once. */
    void start() {
        beat();
        vertx.setPeriodic(INTERVAL.toMillis(), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else {
                beat();
            }
        });
    }

    /** One heartbeat; returns at once. */
    void beat() {
        if (closed) {
            return;
        }
        worker.executeBlocking(this::versions, false).onSuccess(versions -> {
            if (!closed) {
                publisher
                        .publish(events.first(new HostAlive(
                                identity.host(), identity.id(), labels, versions, established.getAsBoolean())))
                        .onFailure(e -> log.atWarn().setCause(e).log("a heartbeat could not be sent"));
            }
        });
    }

    /** Why the engine cannot be used; empty if it can. */
    Optional<String> engineTrouble() {
        return Optional.ofNullable(engineTrouble);
    }

    void close() {
        closed = true;
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Optional.ofNullable(Heartbeat.class.getPackage().getImplementationVersion())
                .ifPresent(version -> versions.put("longshore", version));
        probe().ifPresent(engineVersions -> versions.put("engine", engineVersions.engine()));
        composeVersion().ifPresent(version -> versions.put("compose", version));
        return versions;
    }

    /** Asked once: whoever updates Compose may restart the applier. */
    private Optional<String> composeVersion() {
        if (composeVersion == null && engineTrouble == null) {
            try {
                composeVersion = compose.version(folder);
            } catch (ComposeException e) {
                log.atWarn().setCause(e).log("Compose does not tell its version");
            }
        }
        return Optional.ofNullable(composeVersion);
    }

    private Optional<EngineVersions> probe() {
        try {
            EngineVersions versions = engine.versions();
            answered();
            return Optional.of(versions);
        } catch (EngineException e) {
            String trouble = Objects.requireNonNullElse(e.getMessage(), e.reason());
            if (!trouble.equals(engineTrouble)) {
                log.atWarn()
                        .addKeyValue("reason", e.reason())
                        .addKeyValue("message", trouble)
                        .log("the Docker engine does not answer; stacks wait for it");
            }
            engineTrouble = trouble;
            probeSoon();
            return Optional.empty();
        }
    }

    private void answered() {
        boolean isBack = engineTrouble != null;
        engineTrouble = null;
        if (isBack) {
            log.atInfo().log("the Docker engine answers");
            engineIsBack.run();
        }
    }

    /** One at a time: an engine that hangs holds each of them up. */
    private void probeSoon() {
        if (closed || !probing.compareAndSet(false, true)) {
            return;
        }
        vertx.setTimer(
                ENGINE_RETRY.toMillis(),
                timer -> worker.executeBlocking(
                        () -> {
                            probing.set(false);
                            return probe();
                        },
                        false));
    }
}
