/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The ingress and a real Kafka. */
@EnabledIf("dockerAnswers")
class IngressIT {
    private final KafkaContainer kafka = new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private IngressVerticle ingress;

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeEach
    void start() throws Exception {
        kafka.start();
        KafkaSettings settings = new KafkaSettings(Map.of("bootstrap.servers", kafka.getBootstrapServers()));
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        EventPublisher publisher = EventPublisher.create(vertx, settings, "longshore-ingress", Duration.ofMillis(3500));
        ingress = new IngressVerticle(
                new IngressVerticle.Settings(TestIngress.config(), TestIngress.repositories(), List.of()),
                new IngressVerticle.Log(publisher::publish, List::of, () -> true),
                TestIngress.events(),
                new SimpleMeterRegistry());
        vertx.deployVerticle(ingress).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        kafka.stop();
    }

    private HttpResponse<String> deliver() throws Exception {
        byte[] body = TestIngress.push().getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ingress.port() + "/webhook/github"))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", "delivery-1")
                .header("X-Hub-Signature-256", TestIngress.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private ConsumerRecord<String, String> firstRecord() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.getBootstrapServers(),
                "group.id", "ingress-it",
                "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("longshore.sync"));
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> consumer.poll(Duration.ofSeconds(1)), records -> !records.isEmpty())
                    .iterator()
                    .next();
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    @Test
    void putsAPushOnTheLogAsACloudEvent() throws Exception {
        HttpResponse<String> answer = deliver();
        assertThat(answer.statusCode()).isEqualTo(202);
        ConsumerRecord<String, String> record = firstRecord();
        assertThat(headers(record))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "dev.longshore.push.received.v1")
                .containsEntry("ce_source", "/longshore/ingress/host-1")
                .containsEntry("ce_subject", "homelab")
                .containsKeys("ce_time", "ce_traceparent", "ce_correlationid");
        assertThat(record.key()).isEqualTo("homelab");
        assertThat(record.value()).contains("\"ref\":\"refs/heads/main\"", "\"deliveryId\":\"delivery-1\"");
        assertThat(answer.body()).contains("\"eventId\":\"" + headers(record).get("ce_id") + "\"");
    }

    @Test
    @DisplayName("W30 Kafka is down: 503 and Retry-After within 5 s; 202 again when it is back")
    void answers503WhileKafkaIsAway() throws Exception {
        DockerClient docker = kafka.getDockerClient();
        docker.pauseContainerCmd(kafka.getContainerId()).exec();
        assertUnavailable(deliver()); // before this producer ever met the broker
        docker.unpauseContainerCmd(kafka.getContainerId()).exec();
        assertThat(deliver().statusCode()).isEqualTo(202);
        docker.pauseContainerCmd(kafka.getContainerId()).exec();
        try {
            assertUnavailable(deliver());
        } finally {
            docker.unpauseContainerCmd(kafka.getContainerId()).exec();
        }
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
}
