/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.SyncerFixture.repository;
import static dev.longshore.syncer.SyncerFixture.stacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Against a broker in this process and repositories on this disk. Each test has a repository of its own name. */
class SyncerIT {
    @TempDir
    private static Path shared;

    private static EmbeddedBroker broker;
    private static KafkaSettings settings;

    @TempDir
    private Path temp;

    private SyncerFixture fixture;
    private TestRepository remote;
    private String name;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(shared.resolve("broker")));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void begin(TestInfo test) throws Exception {
        name = Integer.toHexString(test.getDisplayName().hashCode());
        remote = new TestRepository(temp.resolve("remote"));
        fixture = new SyncerFixture(settings);
    }

    @AfterEach
    void end() throws Exception {
        fixture.close();
        remote.close();
    }

    private String start() throws Exception {
        String deployment = fixture.start(temp.resolve("data"), repository(name, remote.url()));
        fixture.awaitFirst(name);
        return deployment;
    }

    private RevisionEvent.Changed lastRevision() {
        List<RevisionEvent> all = fixture.revisions(name);
        return (RevisionEvent.Changed) all.get(all.size() - 1);
    }

    @Test
    void whatIsThereIsAnnouncedAtTheStart() throws Exception {
        String commit = remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("Add web");
        start();

        assertThat(fixture.sources(name)).singleElement().satisfies(event -> {
            assertThat(event).isInstanceOf(SourceEvent.Changed.class);
            assertThat(((SourceEvent.Changed) event).trigger()).isEqualTo(Trigger.STARTUP);
            assertThat(stacks(event)).containsExactly("web");
        });
        RevisionEvent.Changed revision = lastRevision();
        assertThat(revision.generation()).isEqualTo(1);
        assertThat(revision.revision()).hasToString("main@sha1:" + commit);
        assertThat(revision.commit().subject()).isEqualTo("Add web");
        assertThat(revision.commit().author()).isEqualTo("Ann");
        assertThat(revision.forced()).isFalse();
        assertThat(contentOf(revision.bundle())).hasSize((int) revision.bundle().size());
    }

    @Test
    void onlyTheStacksThatChangedAreAnnounced() throws Exception {
        for (int i = 0; i < 12; i++) {
            remote.write("s" + i + "/compose.yaml", TestRepository.COMPOSE);
        }
        remote.commit("twelve");
        start();
        assertThat(fixture.revisions(name)).hasSize(12);

        remote.write("s3/app.conf", "x").write("s7/app.conf", "y").commit("two");
        assertThat(stacks(fixture.sync(name))).containsExactly("s3", "s7");
        assertThat(fixture.revisions(name)).hasSize(14);
        assertThat(lastRevision().generation()).isEqualTo(2);
    }

    @Test
    void aChangeOfNoStackIsAChangeOfTheRepositoryOnly() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        start();
        remote.write("README.md", "hello").commit("Readme");
        SourceEvent answer = fixture.sync(name);
        assertThat(answer).isInstanceOf(SourceEvent.Changed.class);
        assertThat(stacks(answer)).isEmpty();
        assertThat(fixture.sync(name)).isInstanceOf(SourceEvent.Unchanged.class);
        assertThat(fixture.revisions(name)).hasSize(1);
    }

    @Test
    void whatAStackIncludesCounts() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE)
                .write("api/compose.yaml", TestRepository.COMPOSE)
                .write("common/tls.conf", "1")
                .write(
                        ".longshore.yaml",
                        "stacks:\n  - {name: web, path: web, include: [common]}\n  - {name: api, path: api}\n")
                .commit("c");
        start();
        remote.write("common/tls.conf", "2").commit("d");
        assertThat(stacks(fixture.sync(name))).containsExactly("web");
    }

    @Test
    void aStackThatLeavesIsRemovedAndMayComeBack() throws Exception {
        remote.write("a/compose.yaml", TestRepository.COMPOSE)
                .write("b/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        start();
        remote.delete("b/compose.yaml").commit("d");
        assertThat(stacks(fixture.sync(name))).containsExactly("b");
        assertThat(fixture.revisions(name).get(2)).isInstanceOfSatisfying(RevisionEvent.Removed.class, removed -> {
            assertThat(removed.generation()).isEqualTo(2);
            assertThat(removed.prune()).isFalse();
        });
        remote.write("b/compose.yaml", TestRepository.COMPOSE).commit("e");
        assertThat(stacks(fixture.sync(name))).containsExactly("b");
        assertThat(lastRevision().generation()).isEqualTo(3);
    }

    @Test
    void aStackThatLeavesIsToBeTakenDownIfItSaidSo() throws Exception {
        remote.write("a/compose.yaml", TestRepository.COMPOSE)
                .write("b/compose.yaml", TestRepository.COMPOSE)
                .write(".longshore.yaml", "stacks:\n  - {name: a, path: a}\n  - {name: b, path: b, prune: true}\n")
                .commit("c");
        start();
        remote.write(".longshore.yaml", "stacks:\n  - {name: a, path: a}\n").commit("d");
        assertThat(stacks(fixture.sync(name))).containsExactly("b");
        assertThat(fixture.revisions(name).get(2))
                .isInstanceOfSatisfying(RevisionEvent.Removed.class, removed -> assertThat(removed.prune())
                        .isTrue());
    }

    @Test
    void aHundredRequestsAreAnsweredOnceEachAndAnnouncedOnce() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        start();
        remote.write("web/app.conf", "x").commit("d");
        List<Future<String>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(fixture.requestLater(name));
        }
        for (Future<String> one : sent) {
            String id = one.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            fixture.answer(id);
            assertThat(fixture.answers(id)).isEqualTo(1);
        }
        assertThat(fixture.revisions(name)).hasSize(2);
        assertThat(fixture.sources(name))
                .filteredOn(event -> !stacks(event).isEmpty())
                .hasSize(2);
        assertThat(fixture.sources(name)).hasSizeLessThan(50);
    }

    @Test
    void aRestartWithoutItsMirrorsAnnouncesNothingAnew() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        fixture.stop(start());
        fixture.start(temp.resolve("other-data"), repository(name, remote.url()));
        assertThat(fixture.sync(name)).isInstanceOf(SourceEvent.Unchanged.class);
        assertThat(fixture.revisions(name)).hasSize(1);

        remote.write("web/app.conf", "x").commit("d");
        fixture.sync(name);
        assertThat(lastRevision().generation()).isEqualTo(2);
        assertThat(lastRevision().forced()).isFalse();
    }

    @Test
    void aPushWhileNoSyncerRanIsFoundAtTheStart() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        fixture.stop(start());
        String commit = remote.write("web/app.conf", "x").commit("d");
        fixture.start(temp.resolve("data"), repository(name, remote.url()));
        await().atMost(20, TimeUnit.SECONDS).until(() -> fixture.revisions(name).size() == 2);
        assertThat(lastRevision().revision().commit()).isEqualTo(commit);
    }

    @Test
    void aRewrittenBranchIsSaidToBe() throws Exception {
        String first = remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        remote.write("web/app.conf", "x").commit("d");
        start();
        remote.resetTo(first);
        remote.write("web/app.conf", "y").commit("e");
        fixture.sync(name);
        assertThat(lastRevision().forced()).isTrue();
    }

    @Test
    void forceAnnouncesAllStacksAnewWithTheSameBundle() throws Exception {
        remote.write("a/compose.yaml", TestRepository.COMPOSE)
                .write("b/compose.yaml", TestRepository.COMPOSE)
                .commit("c");
        start();
        RevisionEvent.Changed before = lastRevision();
        assertThat(stacks(fixture.answer(fixture.request(name, true)))).containsExactly("a", "b");
        assertThat(fixture.revisions(name))
                .hasSize(4)
                .filteredOn(event -> event.stack().equals(before.stack()))
                .last()
                .isInstanceOfSatisfying(RevisionEvent.Changed.class, again -> {
                    assertThat(again.generation()).isEqualTo(2);
                    assertThat(again.bundle()).isEqualTo(before.bundle());
                });
    }

    @Test
    void aBrokenStateIsReportedKeepsTheLastOneAndRecovers() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        start();
        remote.write(".longshore.yaml", "stacks: 7\n").commit("broken");
        assertThat(fixture.sync(name)).isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo("source.invalid");
            assertThat(failed.errorClass()).isEqualTo(SourceEvent.ErrorClass.STALLED);
            assertThat(failed.retryAt()).isNull();
        });
        assertThat(fixture.sync(name)).isInstanceOf(SourceEvent.Failed.class);
        assertThat(fixture.revisions(name)).hasSize(1);
        remote.delete(".longshore.yaml").commit("mended");
        assertThat(fixture.sync(name)).isInstanceOf(SourceEvent.Changed.class);
        fixture.sync(name);
        assertThat(fixture.sources(name))
                .filteredOn(SourceEvent.Recovered.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aServerThatFailsIsTriedAgainWithoutBeingAsked() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        try (HttpGitServer server = new HttpGitServer(temp)) {
            server.trouble(HttpGitServer.status(500, Map.of()));
            fixture.start(temp.resolve("data"), repository(name, server.url("remote/.git")));
            fixture.awaitFirst(name);
            assertThat(fixture.sources(name))
                    .singleElement()
                    .isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> {
                        assertThat(failed.reason()).isEqualTo("source.unavailable");
                        assertThat(failed.retryAt()).isNotNull();
                    });
            server.trouble(null);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> fixture.sources(name).size() >= 3);
            assertThat(fixture.revisions(name)).hasSize(1);
            assertThat(fixture.sources(name))
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("Failed", "Recovered", "Changed");
        }
    }

    @Test
    void aSlowRepositoryDoesNotHoldUpAnother() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        try (HttpGitServer server = new HttpGitServer(temp)) {
            server.hang();
            fixture.start(
                    temp.resolve("data"),
                    repository("slow", server.url("remote/.git")),
                    repository(name, remote.url()));
            fixture.requestLater("slow");
            long begin = System.nanoTime();
            fixture.sync(name);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aRepositoryThatIsNotConfiguredIsAnsweredToo() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        start();
        assertThat(fixture.sync("nobody"))
                .isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> assertThat(failed.reason())
                        .isEqualTo("source.unknown_repository"));
    }

    @Test
    void aDamagedMirrorIsClonedAgain() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        fixture.stop(start());
        Path packs = temp.resolve("data/syncer/" + name + ".git/objects/pack");
        try (var files = java.nio.file.Files.list(packs)) {
            for (Path file : files.toList()) {
                java.nio.file.Files.delete(file);
            }
        }
        fixture.start(temp.resolve("data"), repository(name, remote.url()));
        assertThat(fixture.sync(name)).isInstanceOf(SourceEvent.Unchanged.class);
        assertThat(packs).isNotEmptyDirectory();
    }

    @Test
    void twentyMebibytesTravelInChunks() throws Exception {
        byte[] noise = new byte[20 << 20];
        new Random(7).nextBytes(noise);
        remote.write("web/compose.yaml", TestRepository.COMPOSE)
                .write("web/noise", noise)
                .commit("big");
        start();
        BundlePointer pointer = lastRevision().bundle();
        assertThat(pointer.size()).isGreaterThan(20 << 20);
        assertThat(pointer.offsets()).hasSizeGreaterThan(40);
        assertThat(sha256(contentOf(pointer))).isEqualTo(pointer.sha256());
    }

    @Test
    void bundlesBeforeThePreviousOneAreTakenOff() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        start();
        BundlePointer first = lastRevision().bundle();
        remote.write("web/app.conf", "2").commit("d");
        fixture.sync(name);
        BundlePointer second = lastRevision().bundle();
        remote.write("web/app.conf", "3").commit("e");
        fixture.sync(name);

        await().atMost(30, TimeUnit.SECONDS).until(() -> tombstones(first) > 0);
        assertThat(tombstones(second)).isZero();
    }

    private long tombstones(BundlePointer pointer) {
        return fixture.chunks().values().stream()
                .filter(record -> record.value() == null && record.key().startsWith(name + "/web/" + pointer.sha256()))
                .count();
    }

    private byte[] contentOf(BundlePointer pointer) throws Exception {
        Map<String, ConsumerRecord<String, byte[]>> chunks = fixture.chunks();
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < pointer.offsets().size(); i++) {
            ConsumerRecord<String, byte[]> chunk = Objects.requireNonNull(
                    chunks.get(pointer.partition() + "/" + pointer.offsets().get(i)));
            assertThat(chunk.key()).endsWith("/" + pointer.sha256() + "/" + i);
            assertThat(chunk.value()).hasSizeLessThanOrEqualTo(BundlePointer.CHUNK_BYTES);
            all.write(chunk.value());
        }
        return all.toByteArray();
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void aPushIsAnnouncedFastFromDiskAndOverHttp() throws Exception {
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("c");
        try (HttpGitServer server = new HttpGitServer(temp)) {
            fixture.start(
                    temp.resolve("data"),
                    repository(name, remote.url()),
                    repository(name + "-http", server.url("remote/.git")));
            fixture.awaitFirst(name);
            fixture.awaitFirst(name + "-http");
            measure("file", name);
            measure("http", name + "-http");
        }
    }

    /** Times of the broker: from the request appended to the revision appended. */
    private void measure(String kind, String repository) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            remote.write("web/app.conf", kind + i).commit("push " + i);
            SourceEvent answer = fixture.sync(repository);
            assertThat(stacks(answer)).containsExactly("web");
            String request = answer.requests().get(0);
            millis.add(Duration.between(
                            appended(request), revisionCausedBy(request).appended())
                    .toMillis());
        }
        millis.sort(Long::compare);
        System.out.println("sync.requested to revision.changed, " + kind + ": median " + millis.get(15) + " ms, p90 "
                + millis.get(27) + " ms, of " + millis.size());
        assertThat(millis.get(15)).isLessThan(500);
    }

    private java.time.Instant appended(String id) {
        return fixture.log().stream()
                .filter(record -> record.envelope().id().equals(id))
                .findFirst()
                .orElseThrow()
                .appended();
    }

    private Received.Understood revisionCausedBy(String id) {
        return fixture.log().stream()
                .filter(record -> record.event() instanceof RevisionEvent
                        && id.equals(record.envelope().meta().causationId()))
                .findFirst()
                .orElseThrow();
    }
}
