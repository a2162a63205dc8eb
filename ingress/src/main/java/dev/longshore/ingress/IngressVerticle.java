/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.EventFactory;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.http.CertificateWatch;
import dev.longshore.events.http.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for webhooks and sync requests. Deploy one instance. */
public final class IngressVerticle extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(IngressVerticle.class);
    private static final int WORKERS = 4;
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** What the configuration says, as far as it is of interest here. */
    public record Settings(IngressConfig config, List<RepositoryConfig> repositories, List<RepositoryMatch> matches) {
        public Settings {
            repositories = List.copyOf(repositories);
            matches = List.copyOf(matches);
        }
    }

    /**
     * The log, as the ingress sees it.
     *
     * @param sink {@code publisher::publish} of a publisher that gives up in less than 4 seconds
     * @param admitted the repositories that were admitted so far
     * @param reachable whether it answers
     */
    public record Log(
            EventSink sink, Supplier<? extends Collection<RepositoryAdmitted>> admitted, BooleanSupplier reachable) {}

    private final Log journal;
    private final MeterRegistry metrics;
    private final @Nullable IngressLimits fixedLimits;
    private final Routes.Surroundings surroundings;
    private volatile Settings settings;
    private volatile @Nullable FrontDoor door;
    private volatile @Nullable HttpServer server;
    private volatile @Nullable CertificateWatch certificate;
    private @Nullable WorkerExecutor workers;

    /** @param events of the service {@code ingress} */
    public IngressVerticle(Settings settings, Log journal, EventFactory events, MeterRegistry metrics) {
        this(settings, journal, events, metrics, Clock.systemUTC(), null);
    }

    /** @param limits null for those of the configuration */
    IngressVerticle(
            Settings settings,
            Log journal,
            EventFactory events,
            MeterRegistry metrics,
            Clock clock,
            @Nullable IngressLimits limits) {
        this.settings = settings;
        this.journal = journal;
        this.metrics = metrics;
        this.fixedLimits = limits;
        this.surroundings = new Routes.Surroundings(events, clock, journal.admitted());
    }

    /** Done when the port is open; fails when it cannot be. */
    @Override
    public Future<?> start() throws IOException {
        WorkerExecutor pool = vertx.createSharedWorkerExecutor("longshore-ingress", WORKERS);
        workers = pool;
        IngressLimits limits = limits(settings);
        IngressMetrics measured = new IngressMetrics(metrics);
        PublishGate gate = new PublishGate(journal.sink(), limits.publishTimeout(), measured);
        FrontDoor made = new FrontDoor(
                vertx, routes(settings), new RequestPipeline(vertx, pool, gate, measured), limits.headerTimeout());
        door = made;
        return made.guard(vertx.createHttpServer(ServerSettings.of(
                        settings.config().listen(), settings.config().tls())))
                .listen()
                .onSuccess(opened -> opened(opened, pool))
                .recover(failure -> pool.close().transform(closed -> Future.failedFuture(cannotListen(failure))));
    }

    private Routes routes(Settings now) {
        return new Routes(now.config(), now.repositories(), now.matches(), limits(now), surroundings);
    }

    private IngressLimits limits(Settings now) {
        return fixedLimits == null ? IngressLimits.of(now.config()) : fixedLimits;
    }

    private void opened(HttpServer opened, WorkerExecutor pool) {
        server = opened;
        if (settings.config().tls() != null) {
            CertificateWatch watch =
                    new CertificateWatch(pool, opened, settings.config().tls());
            certificate = watch;
            watch.start(vertx);
        }
        log.atInfo()
                .addKeyValue("listen", new Listen(settings.config().listen().host(), opened.actualPort()))
                .addKeyValue("tls", settings.config().tls() != null)
                .log("ingress is listening");
    }

    /** From the next request on these hold; requests at hand go on with what they began with. The address stays as it is. */
    public void reconfigure(Settings newer) {
        IngressConfig old = settings.config();
        settings = newer;
        FrontDoor made = door;
        if (made != null) {
            made.replace(routes(newer));
        }
        CertificateWatch watch = certificate;
        if (watch != null && newer.config().tls() != null) {
            watch.replace(newer.config().tls());
        }
        boolean isOtherSocket = !old.listen().equals(newer.config().listen())
                || Objects.isNull(old.tls()) != Objects.isNull(newer.config().tls());
        if (isOtherSocket) {
            log.atWarn().log("ingress.listen, and turning ingress.tls on or off, need a restart");
        }
    }

    private IOException cannotListen(Throwable failure) {
        return new IOException(
                "ingress.listen: cannot listen on " + settings.config().listen() + " (" + failure.getMessage()
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

    /** Whether requests are being answered, and not with 503 because the log is away. */
    public boolean ready() {
        return server != null && journal.reachable().getAsBoolean();
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
