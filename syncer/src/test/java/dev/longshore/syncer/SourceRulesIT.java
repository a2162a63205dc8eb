/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static dev.longshore.syncer.HttpGitServer.status;
import static dev.longshore.syncer.SyncerFixture.repository;
import static dev.longshore.syncer.SyncerFixture.stacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.GitRules;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a syncer makes of the history and the state of a repository: what it announces, what it refuses, what it says. */
@Timeout(120)
class SourceRulesIT {
    private static final GitRules REFUSE = new GitRules(false, false, true, List.of());

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
        remote = new TestRepository(temp.resolve("srv/remote"));
        remote.write("web/compose.yaml", TestRepository.COMPOSE).commit("first");
        fixture = new SyncerFixture(settings);
    }

    @AfterEach
    void end() throws Exception {
        fixture.close();
        remote.close();
    }

    private void start(RepositoryConfig repository) throws Exception {
        fixture.start(temp.resolve("data"), repository);
        fixture.awaitFirst(name);
    }

    private SourceEvent.Failed failed(String reason) {
        SourceEvent event = fixture.sync(name);
        assertThat(event).isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> assertThat(failed.reason())
                .as(failed.message())
                .isEqualTo(reason));
        return (SourceEvent.Failed) event;
    }

    /** The failure is over: said so, once. */
    private void recovered(Class<? extends SourceEvent> answer) {
        assertThat(fixture.sync(name)).isInstanceOf(answer);
        fixture.sync(name);
        assertThat(fixture.sources(name))
                .filteredOn(SourceEvent.Recovered.class::isInstance)
                .hasSize(1);
    }

    private void revisionsAre(int number) {
        await().untilAsserted(() -> assertThat(fixture.revisions(name)).hasSize(number));
    }

    private RevisionEvent last() {
        List<RevisionEvent> all = fixture.revisions(name);
        return all.get(all.size() - 1);
    }

    @Test
    void of300StacksOnlyTheChangedOnesAreAnnounced() throws Exception {
        for (int i = 0; i < 300; i++) {
            remote.write("stacks/s" + i + "/compose.yaml", TestRepository.COMPOSE);
        }
        remote.delete("web/compose.yaml").commit("many");
        start(repository(name, remote.url()));
        revisionsAre(300);
        remote.write("stacks/s7/app.conf", "x")
                .write("stacks/s299/app.conf", "x")
                .commit("two");
        assertThat(stacks(fixture.sync(name))).containsExactly("s299", "s7");
        remote.write("README.md", "x").commit("none");
        assertThat(stacks(fixture.sync(name))).isEmpty();
        revisionsAre(302);
    }

    @Test
    void aMissingPathKeepsTheLastState() throws Exception {
        remote.write(".longshore.yaml", "stacks: [{name: web, path: web, include: [common]}]\n")
                .write("common/x", "x")
                .commit("stacks");
        start(repository(name, remote.url()));
        remote.delete("common/x").commit("lost");
        assertThat(failed("source.path_missing").message()).contains("common");
        remote.write(".longshore.yaml", "stacks: []\n").commit("empty");
        assertThat(failed("source.invalid").errorClass()).isEqualTo(ErrorClass.STALLED);
        revisionsAre(1);
        remote.write(".longshore.yaml", "stacks: [{name: web, path: web}]\n").commit("mended");
        recovered(SourceEvent.Changed.class);
    }

    @Test
    void r8_aRewrittenBranchIsRefusedWhereThatIsWanted() throws Exception {
        start(repository(name, remote.url()).with(REFUSE));
        RevisionEvent before = last();
        String kept = remote.git("rev-parse", "HEAD");
        remote.git("checkout", "-q", "--orphan", "other");
        remote.write("web/app.conf", "evil").commit("unrelated");
        remote.git("branch", "-q", "-M", "other", "main");

        SourceEvent.Failed failed = failed("source.rewritten");
        assertThat(failed.errorClass()).isEqualTo(ErrorClass.STALLED);
        assertThat(failed.message()).contains("--force");
        failed("source.rewritten"); // also when the mirror has the new tip already
        revisionsAre(1);

        remote.resetTo(kept);
        recovered(SourceEvent.Unchanged.class);
        assertThat(last()).isEqualTo(before);
    }

    @Test
    void r8_aHumanMayAcceptARewrittenBranchOnce() throws Exception {
        start(repository(name, remote.url()).with(REFUSE));
        remote.git("commit", "-q", "--amend", "-m", "amended");
        failed("source.rewritten");
        fixture.answer(fixture.request(name, true));
        assertThat(last()).isInstanceOfSatisfying(RevisionEvent.Changed.class, changed -> assertThat(changed.forced())
                .isTrue());
        remote.write("web/app.conf", "x").commit("next");
        assertThat(stacks(fixture.sync(name))).containsExactly("web");
    }

    @Test
    void r8_aRewrittenBranchIsAnnouncedAndRecordedOtherwise() throws Exception {
        start(repository(name, remote.url()));
        remote.git("checkout", "-q", "--orphan", "other");
        remote.write("web/app.conf", "new").commit("unrelated");
        remote.git("branch", "-q", "-M", "other", "main");
        assertThat(stacks(fixture.sync(name))).containsExactly("web");
        assertThat(last()).isInstanceOfSatisfying(RevisionEvent.Changed.class, changed -> assertThat(changed.forced())
                .isTrue());
    }

    @Test
    void r7_aBranchThatIsDeletedKeepsTheStacksAndMayComeBack() throws Exception {
        start(repository(name, remote.url()));
        remote.git("checkout", "-q", "-b", "trunk");
        remote.git("branch", "-q", "-D", "main");
        assertThat(failed("source.not_found").message()).contains("branch main");
        assertThat(failed("source.not_found").errorClass()).isEqualTo(ErrorClass.STALLED);
        revisionsAre(1);
        remote.git("branch", "-q", "main");
        recovered(SourceEvent.Unchanged.class);
    }

    @Test
    void r7_anEmptyRepositoryKeepsTheStacks() throws Exception {
        start(new RepositoryConfig(name, remote.url(), null, null, null, List.of()));
        remote.git("update-ref", "-d", "refs/heads/main");
        assertThat(failed("source.not_found").message()).contains("default branch");
        revisionsAre(1);
    }

    @Test
    void aRenamedDefaultBranchIsFollowedWhereNoBranchIsConfigured() throws Exception {
        start(new RepositoryConfig(name, remote.url(), null, null, null, List.of()).with(REFUSE));
        remote.git("branch", "-q", "-m", "main", "trunk");
        remote.write("web/app.conf", "x").commit("on trunk");
        assertThat(stacks(fixture.sync(name))).containsExactly("web");
        assertThat(last().toString()).contains("trunk@sha1:");
    }

    @Test
    void r9_anUnsignedCommitIsNotAnnounced() throws Exception {
        Path key = KeyGenerator.ssh(temp.resolve("key"), "ed25519", "");
        remote.git("config", "gpg.format", "ssh");
        remote.git("config", "user.signingkey", key.toString());
        remote.git("commit", "-q", "--amend", "-S", "-m", "signed");
        GitRules rules = new GitRules(true, false, true, List.of(KeyGenerator.publicHalf(key)));
        start(repository(name, remote.url()).with(rules));
        remote.write("web/app.conf", "x").commit("unsigned");
        assertThat(failed("signature.untrusted").errorClass()).isEqualTo(ErrorClass.STALLED);
        revisionsAre(1);
        remote.write("web/app.conf", "y").git("add", ".");
        remote.git("commit", "-q", "-S", "-m", "signed again");
        recovered(SourceEvent.Changed.class);
        revisionsAre(2);
    }

    @Test
    void aHostThatWantsPeaceIsNotAskedUntilItSaid() throws Exception {
        try (HttpGitServer server = new HttpGitServer(temp.resolve("srv"))) {
            start(repository(name, server.url("remote/.git")));
            server.trouble(status(429, Map.of("Retry-After", "3")));
            SourceEvent.Failed first = failed("source.rate_limited");
            assertThat(first.errorClass()).isEqualTo(ErrorClass.WAITING);
            int asked = server.requests().size();
            assertThat(failed("source.rate_limited").retryAt())
                    .isCloseTo(first.retryAt(), within(100, ChronoUnit.MILLIS));
            assertThat(server.requests()).hasSize(asked);
            server.trouble(null);
            String pushed = remote.write("web/app.conf", "x").commit("meanwhile");
            await().atMost(20, TimeUnit.SECONDS).until(() -> last().toString().contains(pushed));
            assertThat(Instant.now()).isAfter(first.retryAt());
        }
    }

    @Test
    void submodulesTravelInTheBundleAndTheirMovesAreAnnounced() throws Exception {
        try (TestRepository library = new TestRepository(temp.resolve("srv/library"))) {
            String one = library.write("lib.txt", "one").commit("one");
            String two = library.write("lib.txt", "two").commit("two");
            remote.submodule("web/lib", library.url(), one).commitIndex("add");
            start(repository(name, remote.url()).with(new GitRules(true, true, true, List.of())));
            String before = ((RevisionEvent.Changed) last()).bundle().sha256();
            remote.git("update-index", "--cacheinfo", "160000," + two + ",web/lib");
            remote.commitIndex("move");
            assertThat(stacks(fixture.sync(name))).containsExactly("web");
            assertThat(((RevisionEvent.Changed) last()).bundle().sha256()).isNotEqualTo(before);
        }
    }
}
