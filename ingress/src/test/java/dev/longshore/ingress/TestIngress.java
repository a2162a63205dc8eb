/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.Topic;
import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.Listen;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.WebhookConfig;
import dev.longshore.events.config.WebhookOptions;
import dev.longshore.events.kafka.Position;
import dev.longshore.ingress.verify.Hmac;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An ingress on a free port, whose log is a list. */
final class TestIngress implements AutoCloseable {
    static final String SECRET = "only-for-tests-0123456789";
    static final String OLD_SECRET = "only-for-tests-previous";
    static final String TOKEN = "only-for-tests-token";
    static final String COMMIT = "199eddf46df50de8d02e99bf1c5fdb4101338224";
    static final long MAX_BODY = 64 << 10;
    static final IngressLimits LIMITS = new IngressLimits(
            MAX_BODY, 4 * MAX_BODY, 16, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** What was admitted before, as the log would say. */
    final Map<String, RepositoryAdmitted> admitted = new ConcurrentHashMap<>();

    volatile boolean reachable = true;
    final List<Envelope<?>> published = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Vertx vertx = Vertx.vertx();
    final IngressVerticle verticle;
    volatile Supplier<Future<Position>> acknowledgement =
            () -> Future.succeededFuture(new Position(Topic.SYNC, 0, published.size()));

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    static TestIngress start() throws Exception {
        return start(config(), repositories(), LIMITS);
    }

    static TestIngress start(IngressConfig config, List<RepositoryConfig> repositories, IngressLimits limits)
            throws Exception {
        return start(new IngressVerticle.Settings(config, repositories, List.of()), limits);
    }

    static TestIngress start(IngressVerticle.Settings settings, IngressLimits limits) throws Exception {
        return new TestIngress(settings, limits, NOW);
    }

    TestIngress(IngressVerticle.Settings settings, IngressLimits limits, Instant now) throws Exception {
        verticle = new IngressVerticle(
                settings,
                new IngressVerticle.Log(this::publish, admitted::values, () -> reachable),
                events(),
                metrics,
                Clock.fixed(now, ZoneOffset.UTC),
                limits);
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    }

    private Future<Position> publish(Envelope<?> envelope) {
        published.add(envelope);
        return acknowledgement.get();
    }

    static EventFactory events() {
        return new EventFactory("ingress", "host-1", Clock.systemUTC());
    }

    static Secret secret(@Nullable String value) {
        return new Secret.FromEnvironment("TEST_SECRET", name -> value);
    }

    static IngressConfig config() {
        return config(
                github("github", "/webhook/github", secret(SECRET), secret(OLD_SECRET)),
                webhook("ci", WebhookConfig.Provider.GENERIC_HMAC, SECRET, WebhookOptions.DEFAULT));
    }

    static WebhookConfig webhook(String name, WebhookConfig.Provider provider, String secret, WebhookOptions options) {
        return new WebhookConfig(name, provider, "/webhook/" + name, secret(secret), null, options);
    }

    static IngressConfig config(WebhookConfig... webhooks) {
        Map<String, WebhookConfig> byName = new LinkedHashMap<>();
        for (WebhookConfig webhook : webhooks) {
            byName.put(webhook.name(), webhook);
        }
        return new IngressConfig(
                new Listen("127.0.0.1", 0),
                MAX_BODY,
                128,
                null,
                List.of(),
                List.of(secret("another-token"), secret(TOKEN)),
                byName);
    }

    static WebhookConfig github(String name, String path, Secret secret, @Nullable Secret previous) {
        return new WebhookConfig(name, WebhookConfig.Provider.GITHUB, path, secret, previous, WebhookOptions.DEFAULT);
    }

    static List<RepositoryConfig> repositories() {
        return List.of(
                repository("homelab", "https://github.com/me/homelab.git", "main"),
                repository("anything", "https://git.example:3000/me/anything", null));
    }

    static RepositoryConfig repository(String name, String url, @Nullable String branch) {
        return new RepositoryConfig(name, url, branch, null, null, List.of());
    }

    /** A push to main of the repository {@code homelab}, as GitHub writes it. */
    static String push() {
        return push("refs/heads/main", COMMIT, "https://github.com/me/homelab.git");
    }

    static String push(String ref, String after, String cloneUrl) {
        return """
                {"ref": "%s", "before": "%s", "after": "%s",
                 "repository": {"full_name": "me/homelab", "clone_url": "%s"},
                 "pusher": {"name": "me"}, "commits": []}""".formatted(ref, "a".repeat(40), after, cloneUrl);
    }

    static String sign(byte[] body) {
        return sign(SECRET, body);
    }

    static String sign(String secret, byte[] body) {
        return "sha256=" + hex(secret, body);
    }

    static String hex(String secret, byte[] body) {
        return HexFormat.of().formatHex(Hmac.SHA256.of(secret.getBytes(UTF_8), body));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + verticle.port() + path);
    }

    /** A POST to the webhook {@code github} with every header but the signature. */
    HttpRequest.Builder unsigned(byte[] body) {
        return HttpRequest.newBuilder(uri("/webhook/github"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", "delivery-1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    HttpRequest.Builder signed(byte[] body) {
        return unsigned(body).header("X-Hub-Signature-256", sign(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    HttpResponse<String> deliver(String body) throws IOException, InterruptedException {
        return send(signed(body.getBytes(UTF_8)));
    }

    double count(String webhook, String outcome) {
        return metrics
                .find("longshore.webhook.requests")
                .tags("webhook", webhook, "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
