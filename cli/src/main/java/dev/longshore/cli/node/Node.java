/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.kafka.KafkaSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process: a broker if it has one, its services, and its management server. Stops in the reverse order of its start. */
public final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(25);

    private final Configuration configuration;
    private final CompletableFuture<Optional<EmbeddedBroker>> broker;
    private final Vertx vertx = vertx();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ManagementServer management;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Deployments deployments;
    private volatile @Nullable ConfigurationWatch watch;
    private volatile Configuration current;

    private Node(Configuration configuration) {
        this.configuration = configuration;
        this.current = configuration;
        this.broker = CompletableFuture.supplyAsync(
                () -> broker(configuration), start -> new Thread(start, "longshore-broker-start").start());
        this.management = new ManagementServer(vertx, configuration.management(), metrics, this::readiness);
        NodeMetrics shown = new NodeMetrics(metrics);
        shown.process(configuration.data());
        shown.configuration(this::isConfigurationValid);
    }

    /** Starts these services and returns when they run; whether they are ready, {@code /health/ready} tells. */
    public static Node start(Configuration configuration, Set<Service> services) throws InterruptedException {
        Node node = new Node(configuration);
        try {
            await(node.management.start()); // while the broker starts: half of the time is waiting
            node.deploy(services);
        } catch (RuntimeException | InterruptedException e) {
            node.close();
            throw e;
        }
        log.atInfo()
                .addKeyValue("services", services)
                .addKeyValue("durationMs", uptime())
                .log("started");
        return node;
    }

    private void deploy(Set<Service> services) throws InterruptedException {
        KafkaSettings kafka = kafka();
        Topics.ensure(kafka, configuration);
        Deployments made = new Deployments(services, vertx, configuration, kafka, metrics);
        deployments = made;
        await(made.deploy());
    }

    /** Takes over what becomes of this file from now on, until the node is closed. */
    public void follow(Path file, Function<String, @Nullable String> environment) {
        watch = new ConfigurationWatch(file, environment, this::reconfigure).start();
    }

    private boolean isConfigurationValid() {
        ConfigurationWatch watching = watch;
        return watching == null || watching.isValid();
    }

    /** What a running process can take over takes effect; what it cannot is named in the log. */
    public void reconfigure(Configuration newer) {
        Deployments made = deployments;
        if (made == null) {
            throw new IllegalStateException("the services have not started yet");
        }
        if (newer.equals(current)) {
            return;
        }
        current = newer;
        Map<String, Boolean> same = Map.of(
                "kafka", newer.externalKafka().equals(configuration.externalKafka()),
                "data", newer.data().equals(configuration.data()),
                "host", newer.host().equals(configuration.host()),
                "management", newer.management().equals(configuration.management()),
                "syncer", newer.syncer().equals(configuration.syncer()));
        same.forEach((section, isSame) -> {
            if (!isSame) {
                log.atWarn().addKeyValue("section", section).log("this section needs a restart to take effect");
            }
        });
        made.reconfigure(newer);
        log.atInfo().log("the changed configuration is in effect");
    }

    private static Optional<EmbeddedBroker> broker(Configuration configuration) {
        return configuration.externalKafka().isPresent()
                ? Optional.empty()
                : Optional.of(EmbeddedBroker.start(BrokerSettings.in(configuration.data())));
    }

    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(8)
                .setInternalBlockingPoolSize(8)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** The result of {@code future}, waiting for it at most a minute. */
    public static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) { // such as a port that is taken; the message says which
                throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(cause.getMessage()), cause);
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a service did not start within a minute", e);
        }
    }

    /** How this process reaches its Kafka. Waits for the embedded one to have started. */
    public KafkaSettings kafka() {
        try {
            return new KafkaSettings(broker.join()
                    .map(EmbeddedBroker::clientProperties)
                    .orElseGet(() -> configuration.externalKafka().orElseThrow().clientProperties()));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Map<Service, Boolean> readiness() {
        Deployments made = deployments;
        return made == null ? Map.of() : made.readiness();
    }

    /** Where webhooks go; empty if this process has no ingress. */
    public OptionalInt ingressPort() {
        Deployments made = deployments;
        return made == null ? OptionalInt.empty() : made.ingressPort();
    }

    public int managementPort() {
        return management.port();
    }

    /** Whether every service of this process does its work. */
    public boolean isReady() {
        return !readiness().isEmpty() && readiness().values().stream().allMatch(ready -> ready);
    }

    /** Done when every service of this process does its work. */
    public Future<Void> whenReady() {
        Promise<Void> ready = Promise.promise();
        vertx.setPeriodic(10, timer -> {
            if (isReady()) {
                vertx.cancelTimer(timer);
                log.atInfo().addKeyValue("durationMs", uptime()).log("ready");
                ready.tryComplete();
            }
        });
        return ready.future();
    }

    private static long uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }

    /** Stops cleanly on SIGINT and SIGTERM; the JVM then exits with 130 or 143. */
    public void closeOnShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "longshore-shutdown"));
    }

    /** Waits until the node is closed. */
    public int awaitStop() throws InterruptedException {
        stopped.await();
        return 0;
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            log.atInfo().log("stopping");
            ConfigurationWatch watching = watch;
            if (watching != null) {
                watching.close();
            }
            undeploy().toCompletionStage().toCompletableFuture().get(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("a service did not stop in time");
        } finally {
            closeInfrastructure();
        }
    }

    private Future<Void> undeploy() {
        Deployments made = deployments;
        return made == null ? Future.succeededFuture() : made.undeploy();
    }

    private void closeInfrastructure() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("not everything was closed in time");
        }
        try {
            broker.join().ifPresent(EmbeddedBroker::close);
        } catch (CompletionException e) {
            log.atDebug().setCause(e).log("the broker had not started");
        }
        stopped.countDown();
    }
}
