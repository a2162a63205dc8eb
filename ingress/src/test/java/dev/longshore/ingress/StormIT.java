/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.Topic;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.BrokerProbe;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many pushes at once, and a broker that goes away under them. {@code bench/storm} is the large one, with figures. */
class StormIT {
    private static final Pattern EVENT = Pattern.compile("\"eventId\":\"([^\"]+)\"");
    private static final int REPOSITORIES = 100;
    private static final int SENDERS = 16;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Path data;
    private final Vertx vertx = Vertx.vertx();
    private EmbeddedBroker broker;
    private KafkaSettings settings;
    private BrokerProbe probe;
    private IngressVerticle ingress;

    StormIT(@TempDir Path data) {
        this.data = data;
    }

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(60));
        EventPublisher publisher = EventPublisher.create(vertx, settings, "longshore-ingress", Duration.ofMillis(3500));
        probe = new BrokerProbe(settings, "probe").start();
        List<RepositoryConfig> repositories = IntStream.range(0, REPOSITORIES)
                .mapToObj(i -> TestIngress.repository("r" + i, "https://git.example/storm/r" + i, "main"))
                .toList();
        ingress = new IngressVerticle(
                new IngressVerticle.Settings(TestIngress.config(), repositories, List.of()),
                new IngressVerticle.Log(publisher::publish, List::of, probe::isReachable),
                TestIngress.events(),
                new SimpleMeterRegistry());
        vertx.deployVerticle(ingress).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        probe.close();
        broker.close();
    }

    private void deliver(int number) {
        byte[] body = TestIngress.push(
                        "refs/heads/main",
                        "%040x".formatted(number + 1),
                        "https://git.example/storm/r" + number % REPOSITORIES)
                .getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ingress.port() + "/webhook/github"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", TestIngress.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            answers.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
                    .incrementAndGet();
            Matcher event = EVENT.matcher(answer.body());
            if (answer.statusCode() / 100 == 2 && event.find()) {
                accepted.add(event.group(1));
            }
        } catch (IOException e) {
            answers.computeIfAbsent(0, status -> new AtomicInteger()).incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int answers(int status) {
        return answers.getOrDefault(status, new AtomicInteger()).get();
    }

    /** The ids of all events on the log, when nothing more comes. */
    private Set<String> logged() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        try (LogFollower log = new LogFollower(
                        settings,
                        "storm-log",
                        Map.of(Topic.SYNC, LogFollower.Start.BEGINNING),
                        Map.of(),
                        (batch, next) -> batch.forEach(record -> ids.add(
                                ((Received.Understood) record).envelope().id())))
                .start()) {
            log.caughtUp().get(60, TimeUnit.SECONDS);
        }
        return ids;
    }

    @Test
    void whatIsAcceptedIsOnTheLogAndNothingElse() throws Exception {
        storm(2000).get(120, TimeUnit.SECONDS);
        assertThat(answers.keySet()).containsExactly(202);
        assertThat(accepted).hasSize(2000);
        assertThat(logged()).isEqualTo(accepted);
    }

    @Test
    void nothingIsAcceptedWithoutARecordWhileTheBrokerStopsAndStarts() throws Exception {
        Future<?> storm = storm(4000);
        await().atMost(Duration.ofSeconds(60)).until(() -> answers(202) > 300);
        broker.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> answers(503) > 20);
        assertThat(ingress.ready()).as("readiness").isFalse();
        int before = answers(202);
        broker = EmbeddedBroker.start(BrokerSettings.in(data).withPort(broker.port()));
        await().atMost(Duration.ofSeconds(60)).until(() -> answers(202) > before + 100);
        storm.get(180, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(10)).until(ingress::ready);

        assertThat(answers.keySet()).as("no answer but these").isSubsetOf(202, 503);
        assertThat(logged()).containsAll(accepted);
    }

    private Future<?> storm(int pushes) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = IntStream.range(0, SENDERS)
                .<Future<?>>mapToObj(sender -> senders.submit(() -> {
                    for (int i = next.getAndIncrement(); i < pushes; i = next.getAndIncrement()) {
                        deliver(i);
                    }
                }))
                .toList();
        senders.shutdown();
        return CompletableFuture.runAsync(() -> {
            try {
                for (Future<?> one : all) {
                    one.get();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
