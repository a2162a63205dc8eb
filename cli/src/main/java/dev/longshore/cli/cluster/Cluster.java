/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.broker.BrokerProperties;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cluster that a command talks to. */
public final class Cluster {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final KafkaSettings settings;

    public Cluster(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * The Kafka that the configuration names, else the embedded broker of a {@code longshore up} on this machine.
     *
     * @throws CommandFailure with {@link ExitCode#UNREACHABLE} when none was ever started here
     */
    public static Cluster locate(
            Optional<Configuration> configuration, Function<String, @Nullable String> environment) {
        Configuration known = configuration.orElseGet(() -> ConfigurationLoader.defaults(environment));
        if (known.externalKafka().isPresent()) {
            return new Cluster(new KafkaSettings(known.externalKafka().get().clientProperties()));
        }
        Path data = known.data();
        return BrokerProperties.read(data)
                .map(properties -> new Cluster(new KafkaSettings(properties.clientProperties())))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNREACHABLE,
                        "no broker was ever started in " + data
                                + "; start one with 'longshore up', or name the configuration with -c"));
    }

    public KafkaSettings settings() {
        return settings;
    }

    /** Follows topics; the caller closes the follower. Fails if the broker does not answer in time. */
    public LogFollower follow(Map<Topic, LogFollower.Start> topics, LogFollower.BatchHandler handler)
            throws InterruptedException {
        LogFollower follower = new LogFollower(settings, "longshore-cli", topics, Map.of(), handler).start();
        try {
            follower.caughtUp().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            return follower;
        } catch (TimeoutException | ExecutionException e) {
            follower.close();
            throw unreachable(e);
        }
    }

    /** Reads what is on the log now, to its end. */
    public void read(Map<Topic, LogFollower.Start> topics, LogFollower.BatchHandler handler)
            throws InterruptedException {
        follow(topics, handler).close();
    }

    /** Runs {@code action} with a publisher, and closes it. */
    public <T> T publish(Function<EventPublisher, io.vertx.core.Future<T>> action) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        EventPublisher publisher = EventPublisher.create(vertx, settings, "longshore-cli", DEADLINE);
        try {
            return action.apply(publisher)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw unreachable(e);
        } finally {
            publisher.close().onComplete(closed -> vertx.close());
        }
    }

    /** Makes events in the name of the person at this terminal. */
    public static EventFactory events() {
        return new EventFactory("cli", hostName(), Clock.systemUTC());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // only for people to read
        }
    }

    private CommandFailure unreachable(Exception e) {
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "no answer from Kafka at " + settings.bootstrapServers() + " within " + DEADLINE.toSeconds()
                        + " s; is 'longshore up' or the broker running?",
                e);
    }
}
