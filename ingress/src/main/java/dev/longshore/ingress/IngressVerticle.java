/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.RepositoryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for webhooks and sync requests. Deploy one instance. */
public final class IngressVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(IngressVerticle.class);
    private static final int WORKERS = 4;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final IngressConfig config;
    private final List<RepositoryConfig> repositories;
    private final EventSink sink;
    private final EventFactory events;
    private final MeterRegistry metrics;
    private final IngressLimits limits;
    private volatile @Nullable HttpServer server;
    private @Nullable WorkerExecutor workers;

    /**
     * @param sink {@code publisher::publish} of a publisher that gives up in less than 4 seconds
     * @param events of the service {@code ingress}
     */
    public IngressVerticle(
            IngressConfig config,
            List<RepositoryConfig> repositories,
            EventSink sink,
            EventFactory events,
            MeterRegistry metrics) {
        this(config, repositories, sink, events, metrics, IngressLimits.standard(config.maxBody()));
    }

    IngressVerticle(
            IngressConfig config,
            List<RepositoryConfig> repositories,
            EventSink sink,
            EventFactory events,
            MeterRegistry metrics,
            IngressLimits limits) {
        this.config = config;
        this.repositories = List.copyOf(repositories);
        this.sink = sink;
        this.events = events;
        this.metrics = metrics;
        this.limits = limits;
    }

    /** Done when the port is open; fails when it cannot be. */
    @Override
    public Future<?> start() {
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("longshore-ingress", WORKERS);
        workers = pool;
        RequestPipeline pipeline = new RequestPipeline(
                vertx, limits, pool, new PublishGate(sink, limits.publishTimeout()), new IngressMetrics(metrics));
        FrontDoor door = new FrontDoor(vertx, config, repositories, events, pipeline, limits.headerTimeout());
        return door.guard(vertx.createHttpServer(options()))
                .listen()
                .onSuccess(this::opened)
                .recover(failure -> pool.close().transform(closed -> Future.failedFuture(cannotListen(failure))));
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.listen().host())
                .setPort(config.listen().port())
                .setMaxHeaderSize(IngressLimits.MAX_HEADER_BYTES)
                .setMaxInitialLineLength(IngressLimits.MAX_REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
    }

    private void opened(HttpServer opened) {
        server = opened;
        log.atInfo()
                .addKeyValue("listen", new Listen(config.listen().host(), opened.actualPort()))
                .log("ingress is listening");
    }

    private IOException cannotListen(Throwable failure) {
        return new IOException(
                "ingress.listen: cannot listen on " + config.listen() + " (" + failure.getMessage()
                        + "); is something else using that port?",
                failure);
    }

    /** The port that is really open; only after {@link #start()} is done. */
    public int port() {
        HttpServer opened = server;
        if (opened == null) {
            throw new IllegalStateException("the ingress is not listening");
        }
        return opened.actualPort();
    }

    /** Whether requests are being answered. */
    public boolean ready() {
        return server != null;
    }

    /** Takes no more connections and waits at most five seconds for the requests at hand. */
    @Override
    public Future<?> stop() {
        HttpServer opened = server;
        WorkerExecutor pool = workers;
        server = null;
        Future<?> closed = opened == null ? Future.succeededFuture() : opened.shutdown(GRACE);
        return closed.eventually(() -> pool == null ? Future.succeededFuture() : pool.close());
    }
}
