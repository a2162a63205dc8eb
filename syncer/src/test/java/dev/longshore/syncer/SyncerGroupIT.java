/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Several syncers that share the repositories. */
class SyncerGroupIT {
    private static final int REPOSITORIES = 8;

    @TempDir
    private static Path shared;

    private static TestBroker broker;
    private static KafkaSettings settings;

    @TempDir
    private Path temp;

    private SyncerFixture fixture;
    private TestRepository remote;
    private String name;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(shared.resolve("broker"), new TopicLayout(8, 1, Map.of(), (short) 1, true));
        settings = broker.settings();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        name = Integer.toHexString(test.getDisplayName().hashCode());
        remote = new TestRepository(temp.resolve("remote"));
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("first");
        fixture = new SyncerFixture(settings);
    }

    @AfterEach
    void end() throws Exception {
        fixture.close();
        remote.close();
    }

    private RepositoryConfig[] repositories(String url) {
        RepositoryConfig[] all = new RepositoryConfig[REPOSITORIES];
        for (int i = 0; i < all.length; i++) {
            all[i] = repository(name + i, url);
        }
        return all;
    }

    private String start(String data, RepositoryConfig... repositories) {
        return fixture.start(temp.resolve(data), repositories);
    }

    @Test
    void joiningAndLeavingNeitherLosesNorDoublesAnything() throws Exception {
        RepositoryConfig[] all = repositories(remote.url());
        List<String> running = new ArrayList<>(List.of(start("s0", all)));
        List<String> commits = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        for (int round = 1; round <= 4; round++) {
            commits.add(remote.write("web/app.conf", "v" + round).commit("push " + round));
            for (RepositoryConfig one : all) {
                requests.add(fixture.request(one.name(), false));
            }
            if (round % 2 == 1) {
                running.add(start("s" + round, all));
            } else {
                fixture.stop(running.remove(0));
            }
        }
        requests.forEach(fixture::answer);

        LogView view = new LogView(settings);
        for (RepositoryConfig one : all) {
            fixture.sync(one.name());
            List<String> seen = view.revisions(one.name());
            assertThat(seen).last().asString().endsWith(commits.get(commits.size() - 1));
            assertThat(seen)
                    .extracting(line -> Long.parseLong(line.split(" ", -1)[1]))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seen.size()).boxed().toList());
            assertThat(seen).extracting(line -> line.split(" ", -1)[2]).doesNotHaveDuplicates();
        }
        assertThat(requests).allSatisfy(id -> assertThat(fixture.answers(id)).isPositive());
    }

    @Test
    void oneThatStopsInTheMiddleOfAFetchIsGoneAtOnceAndReplacedWithinASecond() throws Exception {
        try (HttpGitServer server = new HttpGitServer(temp)) {
            RepositoryConfig[] all = repositories(server.url("remote/.git"));
            String first = start("s0", all);
            for (RepositoryConfig one : all) {
                fixture.awaitFirst(one.name());
            }
            server.hang();
            List<String> requests = new ArrayList<>();
            for (RepositoryConfig one : all) {
                requests.add(fixture.request(one.name(), false));
            }
            await().atMost(20, TimeUnit.SECONDS).until(() -> server.hanging() > 0);
            server.trouble(null);
            start("s1", all);
            long begin = System.nanoTime();
            fixture.stop(first);
            Duration stopped = Duration.ofNanos(System.nanoTime() - begin);
            requests.forEach(fixture::answer);
            Duration answered = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("stopped after " + stopped.toMillis() + " ms, everything answered after "
                    + answered.toMillis() + " ms");
            assertThat(stopped).isLessThan(Duration.ofSeconds(2));
            assertThat(answered).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void oneThatIsKilledIsReplacedWithinTenSeconds() throws Exception {
        RepositoryConfig[] all = repositories(remote.url());
        try (SyncerProcess killed = SyncerProcess.start(settings, temp.resolve("killed"), all)) {
            killed.awaitReady();
            for (RepositoryConfig one : all) {
                fixture.awaitFirst(one.name());
            }
            start("heir", all);
            killed.awaitLog("partitions revoked");
            killed.kill();
            long begin = System.nanoTime();
            for (RepositoryConfig one : all) {
                fixture.sync(one.name());
            }
            Duration ownerless = Duration.ofNanos(System.nanoTime() - begin);
            System.out.println("killed: no owner for " + ownerless.toMillis() + " ms");
            assertThat(ownerless).isLessThan(Duration.ofSeconds(15)); // ten, if the machine has nothing else to do
        }
    }

    @Test
    void aRequestOnAnotherPartitionThanOurHashGivesIsAnsweredOnceByTheOwner() throws Exception {
        start("s0", repository(name, remote.url()));
        fixture.awaitFirst(name);
        try (KafkaProducer<String, byte[]> foreign = producer(Map.of())) {
            for (int partition = 0; partition < 8; partition++) {
                String line = """
                        {"specversion":"1.0","id":"%s-%d","source":"/me","type":"dev.longshore.sync.requested.v1",
                        "subject":"%s","data":{"repository":"%s","trigger":"manual","force":false,"requestedBy":"me"}}
                        """.formatted(name, partition, name, name);
                foreign.send(new ProducerRecord<>(
                                Topic.SYNC.topicName(), partition, name, line.getBytes(StandardCharsets.UTF_8)))
                        .get(10, TimeUnit.SECONDS);
            }
        }
        for (int partition = 0; partition < 8; partition++) {
            assertThat(fixture.answer(name + "-" + partition)).isInstanceOf(SourceEvent.Unchanged.class);
        }
        assertThat(fixture.revisions(name)).hasSize(1);
        // Seven were passed on to the eighth's partition, the only one where the repository is looked after.
        assertThat(new LogView(settings).records(Topic.SYNC, "read_committed"))
                .filteredOn(record -> name.equals(record.key()))
                .hasSize(15);
    }

    @Test
    void whatIsBehindATransactionThatIsStillOpenIsNotAnnouncedAgain() throws Exception {
        fixture.stop(startAndAwait());
        Map<String, Object> frozen = Map.of("transactional.id", "somebody-" + name, "transaction.timeout.ms", 6000);
        try (KafkaProducer<String, byte[]> open = producer(frozen)) {
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(Topic.REVISION.topicName(), 0, "x/y", new byte[0]))
                    .get(10, TimeUnit.SECONDS);
            remote.write("web/app.conf", "2").commit("second");
            // Announces generation 2 behind the open transaction, where readers of committed records do not see it.
            String hidden = fixture.startWithoutWaiting(temp.resolve("data"), repository(name, remote.url()));
            LogView view = new LogView(settings);
            await().atMost(20, TimeUnit.SECONDS).until(() -> view.count(Topic.REVISION, "read_uncommitted", name) == 2);
            fixture.stop(hidden);

            start("data", repository(name, remote.url()));
            fixture.sync(name);
            assertThat(view.count(Topic.REVISION, "read_uncommitted", name)).isEqualTo(2);
            open.abortTransaction();
        } catch (org.apache.kafka.common.KafkaException e) {
            // the broker has aborted the transaction in the meantime: it was open for long enough
            assertThat(fixture.revisions(name)).hasSize(2);
        }
        assertThat(fixture.revisions(name))
                .extracting(RevisionEvent::generation)
                .containsExactly(1L, 2L);
    }

    private String startAndAwait() {
        String deployment = start("data", repository(name, remote.url()));
        fixture.awaitFirst(name);
        return deployment;
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(settings.properties());
        config.putAll(more);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
}
