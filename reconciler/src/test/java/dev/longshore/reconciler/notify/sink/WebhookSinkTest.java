/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static dev.longshore.reconciler.notify.sink.Sample.deliver;
import static dev.longshore.reconciler.notify.sink.Sample.failure;
import static dev.longshore.reconciler.notify.sink.Sample.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.NotifyTarget.HeaderValue;
import dev.longshore.events.config.NotifyTarget.Webhook;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.SinkUrl;
import dev.longshore.events.config.Template;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import dev.longshore.reconciler.notify.Message;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSinkTest {
    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Message MESSAGE = failure("web did not become healthy");
    private static final String NASTY = "quote \" backslash \\ brace }{\n\"},{\"evil\":\"yes\" & <!channel> ü";

    @TempDir
    Path folder;

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private WebhookSink sink(Webhook target) {
        return sink(target, Duration.ofSeconds(30));
    }

    private WebhookSink sink(Webhook target, Duration patience) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_614_265_330), ZoneOffset.UTC);
        return new WebhookSink(
                target,
                new HttpSender(receiver.vertx(), target.certificates(), patience),
                new NotificationEvents("/longshore/reconciler/alpha"),
                clock);
    }

    private Webhook target(Webhook.Mode mode, @Nullable Secret key, @Nullable String body, String contentType) {
        return new Webhook(
                Sample.url(receiver.url("/hook/s3cr3t-path")),
                mode,
                key,
                secret("t0ken"),
                Map.of("X-Key", new HeaderValue(null, secret("h3ader")), "X-Plain", new HeaderValue("yes", null)),
                body == null ? null : Template.parse(body),
                contentType,
                null);
    }

    private Webhook plain() {
        return target(Webhook.Mode.STRUCTURED, null, null, "application/json");
    }

    private Receiver.Got got() {
        return receiver.got.get(receiver.got.size() - 1);
    }

    @Test
    void sendsACloudEventInStructuredMode() throws Exception {
        deliver(sink(plain()), MESSAGE);

        assertThat(got().header("Content-Type")).startsWith("application/cloudevents+json");
        CloudEvent event =
                Objects.requireNonNull(new JsonFormat().deserialize(got().body().getBytes()));
        assertThat(event.getId()).isEqualTo(MESSAGE.id()).isEqualTo(got().header("webhook-id"));
        assertThat(event.getType()).isEqualTo("dev.longshore.notification.v1");
        assertThat(event.getSource()).hasToString("/longshore/reconciler/alpha");
        assertThat(event.getSubject()).isEqualTo("homelab/web");
        JsonNode data = JSON.readTree(Objects.requireNonNull(event.getData()).toBytes());
        assertThat(data.path("title").asText()).isEqualTo("homelab/web on alpha: failed main@1111111");
        assertThat(data.at("/notices/0/event/reason").asText()).isEqualTo("health.timeout");
        assertThat(got().header("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(got().header("X-Key")).isEqualTo("h3ader");
        assertThat(got().header("X-Plain")).isEqualTo("yes");
    }

    @Test
    void sendsACloudEventInBinaryMode() throws Exception {
        deliver(sink(target(Webhook.Mode.BINARY, null, null, "application/json")), MESSAGE);

        assertThat(got().header("Content-Type")).isEqualTo("application/json");
        assertThat(got().header("ce-specversion")).isEqualTo("1.0");
        assertThat(got().header("ce-id")).isEqualTo(MESSAGE.id());
        assertThat(got().header("ce-type")).isEqualTo("dev.longshore.notification.v1");
        assertThat(got().header("ce-subject")).isEqualTo("homelab/web");
        assertThat(Instant.parse(got().header("ce-time")))
                .isEqualTo(MESSAGE.first().time());
        assertThat(got().header("ce-correlationid"))
                .isEqualTo(MESSAGE.first().envelope().meta().correlationId());
        assertThat(JSON.readTree(got().body().getBytes()).path("severity").asText())
                .isEqualTo("error");
    }

    @Test
    void signsAsStandardWebhooksDoes() throws Exception {
        deliver(sink(target(Webhook.Mode.STRUCTURED, secret("whsec_" + KEY), null, "application/json")), MESSAGE);

        // As https://www.standardwebhooks.com has it, put down here anew.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "any"));
        String signed = got().header("webhook-id") + "." + got().header("webhook-timestamp") + "." + got().text();
        String expected =
                "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        assertThat(got().header("webhook-timestamp")).isEqualTo("1614265330");
        assertThat(got().header("webhook-signature")).isEqualTo(expected);
    }

    /** The example of the specification; the signature was computed by another program, in Python. */
    @Test
    void signsTheExampleOfTheSpecificationAsOthersDo() {
        String signature = WebhookSignature.of(
                Base64.getDecoder().decode(KEY),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatFillsATemplateCannotBreakOutOfJson() throws Exception {
        String body = "{\"text\": \"{title}: {message}\", \"of\": {\"n\": \"{count}\"}, \"stack\": \"{stack}\"}";
        deliver(sink(target(Webhook.Mode.STRUCTURED, null, body, "application/json")), failure(NASTY));

        JsonNode read = JSON.readTree(got().body().getBytes());
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.path("text").asText()).endsWith(NASTY);
        assertThat(read.at("/of/n").asText()).isEqualTo("1");
        assertThat(read.path("stack").asText()).isEqualTo("homelab/web");
    }

    @Test
    void whatFillsATemplateCannotBreakOutOfAForm() {
        deliver(
                sink(target(Webhook.Mode.STRUCTURED, null, "m={message}&t=1", "application/x-www-form-urlencoded")),
                failure(NASTY));

        String[] fields = got().text().split("&");
        assertThat(fields).hasSize(2);
        assertThat(URLDecoder.decode(fields[0].substring(2), StandardCharsets.UTF_8))
                .isEqualTo(NASTY);
    }

    @ParameterizedTest
    @CsvSource({
        "500,TROUBLE",
        "503,TROUBLE",
        "408,TROUBLE",
        "429,TROUBLE",
        "401,SETUP",
        "403,SETUP",
        "404,SETUP",
        "410,SETUP",
        "307,SETUP",
        "400,REJECTED",
        "413,REJECTED",
        "422,REJECTED"
    })
    void anAnswerSaysWhatBecomesOfTheMessage(int status, Kind kind) {
        receiver.answersWith(status, "Location: /elsewhere");
        DeliveryException failure = failure(sink(plain()), MESSAGE);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(receiver.got).as("no redirect is followed").hasSize(1);
        assertThat(failure)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining(String.valueOf(status))
                .hasMessageNotContainingAny("s3cr3t", "t0ken", "h3ader", "it knows");
    }

    @Test
    void waitsForAsLongAsTheReceiverWants() {
        receiver.answersWith(429, "Retry-After: 7");
        assertThat(failure(sink(plain()), MESSAGE).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aReceiverThatIsAwayOrSilentIsTrouble() {
        receiver.answers(Receiver.SILENCE);
        assertThat(failure(sink(plain(), Duration.ofMillis(300)), MESSAGE)).hasMessageContaining("in time");
        receiver.shut();
        DeliveryException away = failure(sink(plain()), MESSAGE);

        assertThat(away.kind()).isEqualTo(Kind.TROUBLE);
        assertThat(away).hasMessageContaining("cannot be reached").hasMessageNotContaining("s3cr3t");
    }

    @Test
    void readsCredentialsAnewForEachMessage() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "old\n");
        Webhook target = new NotifyTarget.Webhook(
                new SinkUrl(URI.create(receiver.url("/")), null),
                Webhook.Mode.BINARY,
                null,
                new Secret.FromFile(token),
                Map.of(),
                null,
                "application/json",
                null);
        WebhookSink sink = sink(target);
        deliver(sink, MESSAGE);
        Files.writeString(token, "new\n");
        deliver(sink, MESSAGE);
        assertThat(got().header("Authorization")).isEqualTo("Bearer new");
        Files.delete(token);

        DeliveryException failure = failure(sink, MESSAGE);
        assertThat(failure.kind()).isEqualTo(Kind.SETUP);
        assertThat(failure).hasMessageContaining("cannot be read");
    }

    @Test
    void trustsOnlyTheAuthoritiesItWasGiven() throws Exception {
        PemIdentity us = PemIdentity.make(folder, "us");
        PemIdentity others = PemIdentity.make(folder, "others");
        try (Receiver secure = new Receiver(us.server())) {
            for (Path trusted : new Path[] {us.certificate(), others.certificate()}) {
                Webhook target = new Webhook(
                        Sample.url(secure.url("/")),
                        Webhook.Mode.BINARY,
                        null,
                        null,
                        Map.of(),
                        null,
                        "application/json",
                        trusted);
                if (trusted.equals(us.certificate())) {
                    deliver(sink(target), MESSAGE);
                } else {
                    assertThat(failure(sink(target), MESSAGE).kind()).isEqualTo(Kind.SETUP);
                }
            }
            assertThat(secure.got).hasSize(1);
        }
    }
}
