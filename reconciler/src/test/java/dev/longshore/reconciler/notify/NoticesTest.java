/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import static dev.longshore.events.SourceEvent.ErrorClass.GENERIC;
import static dev.longshore.events.SourceEvent.ErrorClass.STALLED;
import static dev.longshore.reconciler.notify.Told.ONE;
import static dev.longshore.reconciler.notify.Told.TWO;
import static dev.longshore.reconciler.notify.Told.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.HostAlive;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Glob;
import dev.longshore.events.config.NotifyConfig;
import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of events, and what is told already. */
class NoticesTest {
    private final EventFactory events = new EventFactory("applier", "alpha", Clock.systemUTC());
    private final Repeats repeats = new Repeats();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    private List<Change> read(Event event) {
        return NoticeReader.read(
                new Received.Understood(new Position(Topic.DEPLOYMENT, 0, 0), event.key(), now, events.first(event)));
    }

    private List<Notice> news(Event event) {
        now = now.plusSeconds(1);
        return read(event).stream()
                .flatMap(change -> repeats.news(change).stream())
                .toList();
    }

    private List<String> told(Event... all) {
        return Arrays.stream(all)
                .flatMap(event -> news(event).stream())
                .map(notice -> notice.type() + " " + notice.severity().text() + "/"
                        + notice.weight().text())
                .toList();
    }

    private static Hook hook(Hook.Condition health) {
        return new Hook(health, null, null, null, null);
    }

    private static HostAlive heartbeat() {
        return new HostAlive("alpha", "id", Map.of(), Map.of());
    }

    @Test
    void aRecoveryWeighsAsMuchAsTheTroubleThatIsOver() {
        assertThat(told(
                        Told.succeeded(WEB, ONE),
                        Told.failed(WEB, TWO),
                        Told.succeeded(WEB, ONE),
                        Told.drifted(WEB, "none"),
                        Told.corrected(WEB)))
                .containsExactly(
                        "deployment.succeeded info/info",
                        "deployment.failed error/error",
                        "deployment.succeeded info/error",
                        "drift.detected warning/warning",
                        "drift.corrected info/warning");
    }

    @Test
    void theSameStateIsNoNews() {
        assertThat(told(Told.failed(WEB, ONE), Told.failed(WEB, ONE), Told.failed(WEB, "beta", ONE)))
                .hasSize(2);
        assertThat(told(
                        Told.drifted(WEB, "none"),
                        Told.drifted(WEB, "other"),
                        Told.corrected(WEB),
                        Told.corrected(WEB)))
                .hasSize(2);
        assertThat(told(Told.unreadable("homelab", STALLED), Told.unreadable("homelab", STALLED)))
                .containsExactly("source.failed error/error");
    }

    @Test
    void aDeploymentEndsDriftSoThatItIsNewsAgain() {
        assertThat(told(Told.drifted(WEB, "none"), Told.succeeded(WEB, TWO), Told.drifted(WEB, "none")))
                .containsExactly(
                        "drift.detected warning/warning",
                        "deployment.succeeded info/info",
                        "drift.detected warning/warning");
    }

    @Test
    void whatAPersonAskedForIsNoTrouble() {
        DeploymentEvent.RolledBack rollback = new DeploymentEvent.RolledBack(
                WEB, "alpha", ONE, TWO, 2, 1, "command.rollback", "ann asked for it", List.of(), Map.of());
        assertThat(told(rollback, Told.rolledBack(WEB, TWO, ONE)))
                .containsExactly("deployment.rolledback info/info", "deployment.rolledback error/error");
    }

    @Test
    void onlyWhatNeedsAPersonIsAnError() {
        assertThat(told(Told.unreadable("a", GENERIC), Told.readable("a"), Told.unreadable("b", STALLED)))
                .containsExactly(
                        "source.failed warning/warning", "source.recovered info/warning", "source.failed error/error");
    }

    @Test
    void aSilentHostIsToldOnceHoweverManyStatusesTellIt() {
        assertThat(told(
                        Told.status(WEB, "alpha", false, null),
                        Told.status(WEB, "alpha", true, null),
                        Told.status(Told.stack("db"), "alpha", true, null),
                        Told.status(WEB, "alpha", false, null),
                        Told.status(Told.stack("db"), "alpha", false, null)))
                .containsExactly("host.silent error/error", "host.heard info/error");
    }

    @Test
    void statusesOfSeveralPartitionsThatComeInAnyOrderMakeNoHostFlap() {
        Instant before = now;
        assertThat(told(Told.status(WEB, "alpha", true, null))).hasSize(1);
        now = before.plusSeconds(100);
        assertThat(told(Told.status(WEB, "alpha", false, null))).hasSize(1);
        now = before.plusSeconds(5);
        assertThat(told(Told.status(Told.stack("db"), "alpha", true, null))).isEmpty();
    }

    @Test
    void aWebhookThatLooksBrokenIsToldOnce() {
        assertThat(told(
                        Told.status(WEB, "alpha", false, hook(Hook.Condition.WORKING)),
                        Told.status(WEB, "alpha", false, hook(Hook.Condition.AWAITED)),
                        Told.status(WEB, "alpha", false, hook(Hook.Condition.SUSPECT)),
                        Told.status(WEB, "beta", false, hook(Hook.Condition.SUSPECT)),
                        Told.status(WEB, "alpha", false, hook(Hook.Condition.WORKING))))
                .containsExactly("webhook.suspect warning/warning", "webhook.working info/warning");
    }

    @Test
    void twoThingsThatOneStatusTellsAreTwoNoticesWithTwoIds() {
        assertThat(news(Told.status(WEB, "alpha", true, hook(Hook.Condition.SUSPECT))))
                .extracting(Notice::id)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void aHeartbeatIsNothingToTell() {
        assertThat(read(heartbeat())).isEmpty();
    }

    @Test
    void oneCommitIsOneCauseOnAllItsStacksAndHosts() {
        assertThat(List.of(
                        cause(Told.failed(WEB, TWO)),
                        cause(Told.failed(Told.stack("db"), "beta", TWO)),
                        cause(Told.rolledBack(WEB, TWO, ONE)),
                        cause(Told.succeeded(Told.stack("dns"), TWO))))
                .containsOnly(cause(Told.failed(WEB, TWO)));
        assertThat(cause(Told.failed(WEB, ONE))).isNotEqualTo(cause(Told.failed(WEB, TWO)));
    }

    private String cause(Event event) {
        return read(event).get(0).notice().cause();
    }

    @Test
    void everyTypeThatFiltersKnowIsOneThatIsToldAndTheOtherWayRound() {
        TreeSet<String> told = new TreeSet<>(List.of(
                "host.silent", "host.heard", "webhook.suspect", "webhook.working", "source.changed", "source.failed"));
        told.add("source.recovered");
        Arrays.stream(dev.longshore.events.EventType.values())
                .filter(type -> DeploymentEvent.class.isAssignableFrom(type.data()))
                .forEach(type -> told.add(type.shortName()));
        assertThat(new TreeSet<>(NotifyConfig.TYPES)).isEqualTo(told);
    }

    @Test
    void aRouteLeavesOutWhatIsNotWanted() {
        Notice failed = only(Told.failed(WEB, TWO));
        Notice silent = only(Told.status(WEB, "alpha", true, null));
        Notice unreadable = only(Told.unreadable("homelab", GENERIC));

        assertThat(route("homelab/*", null, Severity.ERROR).tells(failed)).isTrue();
        assertThat(route("homelab/db", null, Severity.ERROR).tells(failed)).isFalse();
        assertThat(route(null, "drift.*", Severity.INFO).tells(failed)).isFalse();
        assertThat(route(null, "*.failed", Severity.INFO).tells(failed)).isTrue();
        assertThat(route(null, null, Severity.ERROR).tells(unreadable)).isFalse();
        assertThat(route("homelab/db", null, Severity.INFO).tells(unreadable)).isTrue();
        assertThat(route("shop/*", null, Severity.INFO).tells(unreadable)).isFalse();
        assertThat(route("shop/*", null, Severity.INFO).tells(silent)).isTrue();
    }

    private Notice only(Event event) {
        return news(event).get(0);
    }

    private static Route route(@Nullable String stacks, @Nullable String types, Severity severity) {
        return new Route(
                stacks == null ? List.of() : List.of(new Glob(stacks)),
                types == null ? List.of() : List.of(new Glob(types)),
                severity,
                Duration.ZERO);
    }
}
