/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.config.ApiConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.http.BearerTokens;
import dev.longshore.events.http.CertificateWatch;
import dev.longshore.events.http.ServerSettings;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /api} on the reconciler's own address. Deploy one instance. */
public final class ApiVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(ApiVerticle.class);
    private static final String TOKENS = "reconciler.apiTokens";
    private static final int WORKERS = 4;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final MeterRegistry metrics;
    private final ApiLimits limits;
    private final KnownStacks stacks;
    private volatile ApiConfig config;
    private @Nullable WorkerExecutor workers;
    private @Nullable EventStreams streams;
    private @Nullable ApiDoor door;
    private @Nullable CertificateWatch certificate;
    private volatile @Nullable HttpServer server;

    public ApiVerticle(ApiConfig config, KafkaSettings settings, MeterRegistry metrics) {
        this(config, settings, metrics, ApiLimits.STANDARD);
    }

    ApiVerticle(ApiConfig config, KafkaSettings settings, MeterRegistry metrics, ApiLimits limits) {
        this.config = config;
        this.settings = settings;
        this.metrics = metrics;
        this.limits = limits;
        this.stacks = new KnownStacks(settings);
    }

    /** Done when the port is open; fails when it cannot be. */
    @Override
    public Future<?> start() throws IOException {
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("longshore-api", WORKERS);
        workers = pool;
        ApiMetrics counted = new ApiMetrics(metrics);
        EventStreams events = new EventStreams(vertx, pool, settings, config.maxStreams(), limits, counted);
        streams = events;
        ApiDoor made = new ApiDoor(vertx, pool, tokens(config), limits, counted)
                .with("/api/events", events)
                .with("/api/status", new StatusPages(stacks))
                .with("/api/stacks", new ExplainPage(stacks, settings));
        door = made;
        HttpServerOptions options = ServerSettings.of(config.listen(), config.tls());
        options.setSendBufferSize(ApiLimits.SEND_BUFFER);
        stacks.start();
        return made.guard(vertx.createHttpServer(options))
                .listen()
                .onSuccess(opened -> opened(opened, pool))
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(cannotListen(failure))));
    }

    private void opened(HttpServer opened, WorkerExecutor pool) {
        server = opened;
        if (config.tls() != null) {
            CertificateWatch watch = new CertificateWatch(pool, opened, config.tls());
            certificate = watch;
            watch.start(vertx);
        }
        log.atInfo()
                .addKeyValue("listen", new Listen(config.listen().host(), opened.actualPort()))
                .addKeyValue("tls", config.tls() != null)
                .log("the reconciler's API is listening");
    }

    private static BearerTokens tokens(ApiConfig config) {
        if (config.tokens().isEmpty()) {
            log.atWarn()
                    .addKeyValue("listen", config.listen())
                    .log("reconciler.apiTokens is empty: the API refuses every request until there is one");
        }
        return new BearerTokens(TOKENS, config.tokens());
    }

    /** From the next request on this holds. The address stays as it is. */
    public void reconfigure(ApiConfig newer) {
        context.runOnContext(now -> {
            ApiConfig old = config;
            config = newer;
            if (door != null && streams != null) {
                door.admit(tokens(newer));
                streams.allow(newer.maxStreams());
            }
            if (certificate != null && newer.tls() != null) {
                certificate.replace(newer.tls());
            }
            boolean isOtherSocket =
                    !old.listen().equals(newer.listen()) || Objects.isNull(old.tls()) != Objects.isNull(newer.tls());
            if (isOtherSocket) {
                log.atWarn().log("reconciler.listen, and turning reconciler.tls on or off, need a restart");
            }
        });
    }

    private IOException cannotListen(Throwable failure) {
        return new IOException(
                "reconciler.listen: cannot listen on " + config.listen() + " (" + failure.getMessage()
                        + "); is something else using that port?",
                failure);
    }

    /** The port that is really open; only after {@link #start()} is done. */
    public int port() {
        HttpServer opened = server;
        if (opened == null) {
            throw new IllegalStateException("the API is not listening");
        }
        return opened.actualPort();
    }

    /** Takes no more connections, ends the streams, and waits at most five seconds for the requests at hand. */
    @Override
    public Future<?> stop() {
        HttpServer opened = server;
        WorkerExecutor pool = workers;
        EventStreams events = streams;
        server = null;
        Future<?> ended = events == null ? Future.succeededFuture() : events.stop();
        return ended.eventually(() -> opened == null ? Future.succeededFuture() : opened.shutdown(GRACE))
                .eventually(() -> pool == null ? Future.succeededFuture() : closed(pool));
    }

    private Future<?> closed(WorkerExecutor pool) {
        return pool.executeBlocking(
                        () -> {
                            stacks.close();
                            return null;
                        },
                        false)
                .eventually(pool::close);
    }
}
