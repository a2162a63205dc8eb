/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static dev.longshore.syncer.SyncerFixture.stacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A syncer that is stopped (SIGSTOP) beyond its session, and goes on when another one has taken over; on a Kafka with its own defaults. */
@EnabledIf("hasDocker")
class ZombieIT {
    /** How its look ends: told by the log that it is fenced, or, where its batch ran out of time while it was frozen, told nothing. */
    private static final String FENCED = "fenced by (another syncer|a newer one)|was not acknowledged";

    private static KafkaContainer kafka;
    private static KafkaSettings settings;
    private static LogView view;

    @TempDir
    private Path temp;

    private String name;
    private TestRepository remote;
    private SyncerFixture heir;

    static boolean hasDocker() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    static void startKafka() throws Exception {
        kafka = new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));
        kafka.start();
        settings = new KafkaSettings(Map.of("bootstrap.servers", kafka.getBootstrapServers()));
        TopicAdmin.ensure(settings, new TopicLayout(4, 1, Map.of(), (short) 1, false), Duration.ofSeconds(60));
        view = new LogView(settings);
    }

    @AfterAll
    static void stopKafka() {
        kafka.stop();
    }

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        name = Integer.toHexString(test.getDisplayName().hashCode());
        remote = new TestRepository(temp.resolve("remote"));
        heir = new SyncerFixture(settings);
    }

    @AfterEach
    void end() throws Exception {
        heir.close();
        remote.close();
    }

    private SyncerProcess zombie(RepositoryConfig... repositories) throws Exception {
        return SyncerProcess.start(settings, temp.resolve("zombie"), repositories);
    }

    private void startHeir(RepositoryConfig... repositories) {
        heir.start(temp.resolve("heir"), repositories);
    }

    @Test
    void withARequestPublishesNothing() throws Exception {
        String first = remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("1");
        try (SyncerProcess zombie = zombie(repository(name, remote.url())).awaitReady()) {
            heir.awaitFirst(name);
            String second = remote.write("web/app.conf", "2").commit("2");
            zombie.freezeAt("before-longshore.bundle");
            String request = heir.request(name, false);
            zombie.awaitFrozen("before-longshore.bundle");

            startHeir(repository(name, remote.url()));
            heir.answer(request);
            String third = remote.write("web/app.conf", "3").commit("3");
            heir.sync(name);
            zombie.proceed();
            zombie.awaitLog(FENCED);

            assertThat(stacks(heir.sync(name))).isEmpty();
            assertSeen("web 1 " + first, "web 2 " + second, "web 3 " + third);
            assertThat(heir.answers(request)).isEqualTo(1);
        }
    }

    @Test
    void inItsLookAtTheStartPublishesNothing() throws Exception {
        String first = remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("1");
        try (SyncerProcess zombie = frozenAtStart()) {
            zombie.awaitFrozen("before-longshore.bundle");
            startHeir(repository(name, remote.url()));
            heir.awaitFirst(name);
            String second = remote.write("web/app.conf", "2").commit("2");
            heir.sync(name);
            zombie.proceed();
            zombie.awaitLog(FENCED);

            assertThat(stacks(heir.sync(name))).isEmpty();
            assertSeen("web 1 " + first, "web 2 " + second);
        }
    }

    private SyncerProcess frozenAtStart() throws Exception {
        java.nio.file.Files.createDirectories(temp.resolve("zombie"));
        java.nio.file.Files.createFile(temp.resolve("zombie/before-longshore.bundle"));
        return zombie(repository(name, remote.url()));
    }

    @Test
    void inARetryOfItsOwnPublishesNothing() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("1");
        try (HttpGitServer server = new HttpGitServer(temp)) {
            server.trouble(HttpGitServer.status(500, Map.of()));
            RepositoryConfig config = repository(name, server.url("remote/.git"));
            try (SyncerProcess zombie = zombie(config).awaitReady()) {
                heir.awaitFirst(name);
                zombie.freezeAt("before-longshore.bundle");
                server.trouble(null);
                zombie.awaitFrozen("before-longshore.bundle");
                String second = remote.write("web/app.conf", "2").commit("2");
                startHeir(config);
                await().atMost(30, TimeUnit.SECONDS)
                        .until(() -> !heir.revisions(name).isEmpty());
                zombie.proceed();
                zombie.awaitLog(FENCED);

                assertThat(stacks(heir.sync(name))).isEmpty();
                assertSeen("web 1 " + second);
                assertThat(heir.sources(name).get(0)).isInstanceOf(SourceEvent.Failed.class);
            }
        }
    }

    @Test
    void insideATransactionDelaysOthersForLessThanFifteenSeconds() throws Exception {
        String first = remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("1");
        RepositoryConfig[] all = new RepositoryConfig[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = repository(name + i, remote.url());
        }
        try (SyncerProcess zombie = zombie(all).awaitReady()) {
            for (RepositoryConfig one : all) {
                heir.awaitFirst(one.name());
            }
            startHeir(all);
            zombie.awaitLog("partitions revoked");
            String second = remote.write("web/app.conf", "2").commit("2");
            zombie.freezeAt("after-longshore.revision");
            List<String> requests = new java.util.ArrayList<>();
            for (RepositoryConfig one : all) {
                requests.add(heir.request(one.name(), false));
            }
            long begin = System.nanoTime();
            zombie.awaitFrozen("after-longshore.revision");
            for (String request : requests) {
                heir.answer(request);
            }
            Duration delay = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("frozen inside a transaction: the others waited " + delay.toMillis() + " ms");
            assertThat(delay).isLessThan(Duration.ofSeconds(15));
            zombie.proceed();
            zombie.awaitLog(FENCED);

            for (RepositoryConfig one : all) {
                heir.sync(one.name());
                assertThat(view.revisions(one.name())).containsExactly("web 1 " + first, "web 2 " + second);
            }
        }
    }

    private void assertSeen(String... expected) {
        assertThat(view.revisions(name)).containsExactly(expected);
        // Not even who reads uncommitted sees a chunk or a revision of the zombie.
        assertThat(view.count(Topic.REVISION, "read_uncommitted", name)).isEqualTo(expected.length);
    }
}
