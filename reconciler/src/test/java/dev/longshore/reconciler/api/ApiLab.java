/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.ApiConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.Secret;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A broker with the topics, and an API on it. */
final class ApiLab implements AutoCloseable {
    static final String TOKEN = "only-for-tests";
    static final ApiLimits LIMITS =
            new ApiLimits(64, Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(2));

    private static final Revision REVISION = new Revision("main", "1".repeat(40));

    private final EmbeddedBroker broker;
    private final Vertx vertx = Vertx.vertx();
    private final EventPublisher publisher;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final EventFactory events = new EventFactory("applier", "alpha", Clock.systemUTC());
    final KafkaSettings settings;
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Path tokenFile;
    private @Nullable ApiVerticle api;
    private @Nullable String deployment;

    ApiLab(Path folder) throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder.resolve("data")));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        publisher = EventPublisher.create(vertx, settings, "lab", Duration.ofSeconds(10));
        tokenFile = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    }

    ApiConfig config(int maxStreams, Secret... tokens) {
        return new ApiConfig(new Listen("127.0.0.1", 0), null, List.of(tokens), maxStreams);
    }

    /** Starts one that admits {@link #TOKEN}, and waits until it has read the status. */
    void start() throws Exception {
        start(config(4, new Secret.FromFile(tokenFile)));
        await().atMost(20, SECONDS).until(() -> get("/api/status").statusCode() == 200);
    }

    void start(ApiConfig config) {
        metrics = new SimpleMeterRegistry();
        ApiVerticle made = new ApiVerticle(config, settings, metrics, LIMITS);
        api = made;
        deployment = result(vertx.deployVerticle(made));
    }

    ApiVerticle api() {
        return requireNonNull(api);
    }

    void stop() {
        result(vertx.undeploy(requireNonNull(deployment)));
        deployment = null;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api().port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    StreamReader stream(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return StreamReader.open(http, request.build());
    }

    /** Publishes, and returns the ids. */
    List<String> tell(Event... told) {
        List<String> ids = new ArrayList<>();
        for (Event event : told) {
            Envelope<?> envelope = events.first(event);
            result(publisher.publish(envelope));
            ids.add(envelope.id());
        }
        return ids;
    }

    /** Events about one stack each, over several topics and partitions. */
    List<String> tellMany(int count) {
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String repository = "r" + number % 7;
            ids.addAll(
                    number % 3 == 0
                            ? tell(new SyncRequested(repository, Trigger.MANUAL, false, "lab"))
                            : tell(started(repository + "/web", number)));
        }
        return ids;
    }

    static DeploymentEvent.Started started(String stack, long generation) {
        return new DeploymentEvent.Started(StackId.parse(stack), "alpha", REVISION, generation, null, null, 1);
    }

    static RevisionEvent.Changed wanted(String stack) {
        StackId id = StackId.parse(stack);
        return new RevisionEvent.Changed(
                id,
                StackSpec.of(id.stack(), "."),
                REVISION,
                1,
                "d1",
                new RevisionEvent.Commit("me", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(0L), "a".repeat(64), 1),
                false);
    }

    /** With a message of {@code size} characters. */
    static DeploymentEvent.Failed failed(String stack, int size) {
        return new DeploymentEvent.Failed(
                StackId.parse(stack), "alpha", REVISION, 1, null, 1, "x.y", "m".repeat(size), List.of(), Map.of());
    }

    static StackStatus status(String stack, String host, StackStatus.State state) {
        StackId id = StackId.parse(stack);
        return new StackStatus(
                id,
                host,
                id.repository(),
                state,
                REVISION,
                REVISION,
                1,
                REVISION,
                REVISION,
                List.of(),
                StackStatus.Health.HEALTHY,
                null,
                Instant.EPOCH,
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of());
    }

    /** A second API on the same log, which admits these. */
    Other another(Secret... tokens) throws Exception {
        Other other = new Other(new ApiVerticle(config(4, tokens), settings, new SimpleMeterRegistry(), LIMITS));
        await().atMost(20, SECONDS).until(() -> other.statusCode(TOKEN) != 503);
        return other;
    }

    /** Another API. */
    final class Other implements AutoCloseable {
        private final ApiVerticle verticle;
        private final String id;

        private Other(ApiVerticle verticle) {
            this.verticle = verticle;
            this.id = result(vertx.deployVerticle(verticle));
        }

        void reconfigure(Secret... tokens) {
            verticle.reconfigure(config(4, tokens));
        }

        int statusCode(String token) throws IOException, InterruptedException {
            URI uri = URI.create("http://127.0.0.1:" + verticle.port() + "/api/status");
            return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token))
                    .statusCode();
        }

        @Override
        public void close() {
            result(vertx.undeploy(id));
        }
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, SECONDS)
                .join();
    }

    @Override
    public void close() {
        if (deployment != null) {
            stop();
        }
        result(publisher.close());
        result(vertx.close());
        broker.close();
    }
}
