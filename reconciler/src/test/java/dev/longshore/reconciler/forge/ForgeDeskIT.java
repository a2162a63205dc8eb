/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import static dev.longshore.reconciler.forge.ForgeLab.BAD;
import static dev.longshore.reconciler.forge.ForgeLab.GOOD;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.config.ForgeConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.Secret;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import dev.longshore.reconciler.notify.Delivery;
import dev.longshore.reconciler.notify.Timing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the log to Git hosts: away, back, restarted in between, each thing once and in order. */
class ForgeDeskIT {
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofHours(1));
    private static final AtomicInteger RUN = new AtomicInteger();

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static Vertx vertx;
    private static KafkaSettings kafka;
    private static EventPublisher publisher;
    private static final EventFactory EVENTS = new EventFactory("applier", "homelab-1", Clock.systemUTC());

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Map<String, String> urls = new ConcurrentHashMap<>();
    /** Each test has hosts, stacks, and places on the log of its own. */
    private final int run = RUN.incrementAndGet();

    private final String domain = run + ".example.org/";
    private FakeForge hub;
    private FakeForge lab;
    private ForgeDesk desk;

    @BeforeAll
    static void begin() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
        kafka = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(kafka, TopicLayout.EMBEDDED, Duration.ofSeconds(30));
        vertx = Vertx.vertx();
        publisher = EventPublisher.create(vertx, kafka, "lab", Duration.ofSeconds(10));
    }

    @AfterAll
    static void end() throws Exception {
        get(publisher.close());
        get(vertx.close());
        broker.close();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(30, SECONDS);
    }

    @BeforeEach
    void hosts() throws Exception {
        hub = FakeHub.gitHub(vertx).listen();
        lab = new FakeLab(vertx).listen();
        urls.put("homelab", "https://hub" + domain + "me/homelab.git");
        urls.put("shop", "https://lab" + domain + "group/sub%20group/homelab.git");
        urls.put("secret", "https://elsewhere" + domain + "me/homelab.git");
        desk = open();
    }

    @AfterEach
    void stop() throws Exception {
        desk.close();
        hub.close();
        lab.close();
    }

    private ForgeDesk open() throws Exception {
        ForgeDesk opened = new ForgeDesk(
                vertx,
                name -> Optional.ofNullable(urls.get(name)),
                new Delivery.Surroundings(
                        kafka, new DeadLetters(publisher, EVENTS), metrics, Clock.systemUTC(), TIMING));
        configure(
                opened, forge("hub", ForgeConfig.Provider.GITHUB, hub), forge("lab", ForgeConfig.Provider.GITLAB, lab));
        return opened;
    }

    /** Returns when all have found their places on the log. */
    private void configure(ForgeDesk opened, ForgeConfig... forges) {
        opened.configure(List.of(forges));
        await().atMost(30, SECONDS).until(() -> ready() == 2L * forges.length);
    }

    private long ready() {
        return metrics.find("longshore.notify.ready").gauges().stream()
                .filter(gauge -> gauge.value() == 1)
                .count();
    }

    private ForgeConfig forge(String host, ForgeConfig.Provider provider, FakeForge fake) {
        Secret token = new Secret.FromEnvironment("TOKEN", ForgeDeskIT::token);
        GitUrl prefix = GitUrl.parse("https://" + host + domain);
        return new ForgeConfig(prefix, provider, token, URI.create(fake.api()), true, true, null);
    }

    private static String token(String name) {
        return FakeForge.TOKEN;
    }

    private StackId stack(String repository) {
        return new StackId(repository, "web" + run);
    }

    private static void tell(DeploymentEvent... told) throws Exception {
        for (DeploymentEvent event : told) {
            get(publisher.publish(EVENTS.first(event)));
        }
    }

    private DeploymentEvent started(String repository, Revision revision, int attempt) {
        return new DeploymentEvent.Started(stack(repository), "homelab-1", revision, 7, null, null, attempt);
    }

    private DeploymentEvent succeeded(String repository, Revision revision) {
        return new DeploymentEvent.Succeeded(stack(repository), "homelab-1", revision, 7, null, 1, List.of(), Map.of());
    }

    private DeploymentEvent rolledBack(String repository) {
        return new DeploymentEvent.RolledBack(
                stack(repository), "homelab-1", GOOD, BAD, 7, 1, "health.exited", "boom", List.of(), Map.of());
    }

    private static List<String> told(FakeForge fake) {
        return fake.statuses.stream()
                .map(status -> status.getString("state", status.getString("status")) + " "
                        + status.getString("sha").charAt(0))
                .toList();
    }

    private static void awaitTold(FakeForge fake, String... lines) {
        await().atMost(20, SECONDS).until(() -> fake.statuses.size() >= lines.length);
        assertThat(told(fake)).containsExactly(lines);
    }

    @Test
    void eachHostIsToldOfItsOwnRepositoriesAndNobodyOfOthers() throws Exception {
        tell(started("secret", GOOD, 1), succeeded("secret", GOOD), succeeded("unknown", GOOD));
        tell(started("homelab", GOOD, 1), started("shop", GOOD, 1), succeeded("homelab", GOOD));

        awaitTold(hub, "pending 5", "success 5");
        awaitTold(lab, "pending 5");
        assertThat(hub.requests).allMatch(request -> request.contains("/repos/me/homelab/"));
        assertThat(lab.requests).allMatch(request -> request.contains("/projects/group%2Fsub%20group%2Fhomelab/"));
    }

    @Test
    void aHostThatIsAwayIsToldEverythingOnceAlsoAfterARestartAndNoOtherWaits() throws Exception {
        for (int i = 0; i < 3; i++) {
            hub.failWith(500, Map.of(), "boom");
        }
        hub.failWith(429, Map.of("Retry-After", "1"), "slow down");
        tell(started("homelab", BAD, 1));
        awaitTold(hub, "pending 9");
        hub.close();
        tell(rolledBack("homelab"), started("homelab", GOOD, 2), succeeded("homelab", GOOD));
        tell(started("shop", GOOD, 1), succeeded("shop", GOOD));
        awaitTold(lab, "pending 5", "success 5");

        desk.close();
        hub.listen();
        desk = open();

        awaitTold(hub, "pending 9", "failure 9", "pending 5", "success 5");
        await().atMost(20, SECONDS).until(() -> hub.issues.size() == 1);
        await().during(Duration.ofSeconds(1)).atMost(5, SECONDS).until(() -> hub.statuses.size() == 4);
        assertThat(hub.issues).hasSize(1);
    }

    @Test
    void aRollbackOnTwoHostsAndAfterARestartIsOneIssue() throws Exception {
        tell(rolledBack("homelab"));
        await().atMost(20, SECONDS).until(() -> hub.issues.size() == 1);
        desk.close();
        desk = open();
        tell(
                started("homelab", BAD, 2),
                rolledBack("homelab"),
                new DeploymentEvent.RolledBack(
                        stack("homelab"), "other", GOOD, BAD, 7, 1, "health.exited", "boom", List.of(), Map.of()),
                succeeded("homelab", GOOD));

        await().atMost(20, SECONDS).until(() -> told(hub).contains("success 5"));
        await().during(Duration.ofSeconds(1)).atMost(5, SECONDS).until(() -> hub.issues.size() == 1);
    }

    @Test
    void whatOneRepositoryIsRefusedHoldsUpNoOther() throws Exception {
        urls.put("mirror", "https://hub" + domain + "me/gone.git");
        tell(succeeded("mirror", BAD), succeeded("homelab", GOOD));

        awaitTold(hub, "success 5");
    }

    @Test
    void aChangedConfigurationTakesEffectAndKeepsThePlaceOnTheLog() throws Exception {
        configure(desk, forge("lab", ForgeConfig.Provider.GITLAB, lab));
        tell(succeeded("homelab", GOOD), succeeded("shop", GOOD));
        awaitTold(lab, "success 5");
        assertThat(hub.statuses).isEmpty();

        configure(desk, forge("lab", ForgeConfig.Provider.GITLAB, lab), forge("hub", ForgeConfig.Provider.GITHUB, hub));

        awaitTold(hub, "success 5");
    }
}
