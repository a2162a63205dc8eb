/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.ApplierStore;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often drift is mended and told; what drift is, and how it is mended, is faked. */
final class DriftHealerTest {
    private static final StackId STACK = new StackId("repo", "web");
    private static final Drift STOPPED = new Drift("web", Drift.Kind.STOPPED, "running", "exited");

    @TempDir
    Path folder;

    private final EventFactory events = new EventFactory("applier", "host-1", Clock.systemUTC());
    private final FakeWorkload workload = new FakeWorkload();
    private long nanos;
    private StackStore store;
    private Applied applied;
    private DriftHealer healer;

    @BeforeEach
    void open() {
        RevisionEvent.Changed change = new RevisionEvent.Changed(
                STACK,
                StackSpec.of("web", "."),
                new Revision("main", "a".repeat(40)),
                3,
                "tree",
                new RevisionEvent.Commit("Somebody", Instant.EPOCH, "change"),
                new BundlePointer(0, List.of(0L), "0".repeat(64), 1),
                false);
        applied = new Applied(events.first(change).meta(), change, "web", Map.of());
        store = ApplierStore.open(folder, "host-1").open(STACK);
        healer = healer();
    }

    private DriftHealer healer() {
        Reporter reporter = new Reporter(ApplierStore.open(folder, "host-1").identity(), events);
        return new DriftHealer(store, workload, reporter, () -> nanos);
    }

    @Test
    void givesUpLoudlyAfterFiveTriesAndIsQuietThen() {
        workload.drift = List.of(STOPPED);
        workload.result = new GateResult.Failed("health.exited", "web", "exited", List.of());
        for (int i = 0; i < HealBudget.TRIES; i++) {
            assertThat(check()).isInstanceOf(Outcome.Again.class);
            nanos += Duration.ofSeconds(60).toNanos();
        }
        assertThat(told()).hasSize(1).allMatch(DeploymentEvent.DriftDetected.class::isInstance);
        assertThat(check()).isEqualTo(Outcome.DONE);
        assertThat(check()).isEqualTo(Outcome.DONE);
        nanos += TimeUnit.HOURS.toNanos(1);
        assertThat(check()).isEqualTo(Outcome.DONE);

        assertThat(workload.rolledOut).isEqualTo(HealBudget.TRIES);
        assertThat(told()).hasSize(2);
        DeploymentEvent.Failed failed = (DeploymentEvent.Failed) told().get(1);
        assertThat(failed.reason()).isEqualTo("drift.persists");
        assertThat(failed.message()).contains("web", "longshore retry");
    }

    @Test
    void givesUpOnWhatBreaksAgainAndAgainAfterItWasMended() {
        workload.mended = List.of();
        for (int i = 0; i < HealBudget.TRIES + 3; i++) {
            workload.drift = List.of(STOPPED);
            check();
        }
        assertThat(workload.rolledOut).isEqualTo(HealBudget.TRIES);
        assertThat(told()).last().isInstanceOf(DeploymentEvent.Failed.class);
    }

    @Test
    void mendsWhatBreaksNowAndThen() {
        workload.mended = List.of();
        for (int i = 0; i < 20; i++) {
            workload.drift = List.of(STOPPED);
            assertThat(check()).isEqualTo(Outcome.DONE);
            nanos += Duration.ofMinutes(3).toNanos();
        }
        assertThat(workload.rolledOut).isEqualTo(20);
    }

    @Test
    void startsAnewForANewRevisionAndWhenAHumanAsks() {
        workload.drift = List.of(STOPPED);
        workload.result = new GateResult.Failed("health.exited", "web", "exited", List.of());
        exhaust();
        healer.renew();
        assertThat(check()).isInstanceOf(Outcome.Again.class);
        exhaust();
        healer.forget();
        assertThat(check()).isInstanceOf(Outcome.Again.class);
    }

    @Test
    void tellsThatAllIsWellAgainAlsoAfterARestart() {
        workload.drift = List.of(STOPPED);
        workload.result = new GateResult.Failed("health.exited", "web", "exited", List.of());
        exhaust();
        int before = told().size();

        healer = healer();
        workload.drift = List.of(); // somebody started it
        check();
        check();
        assertThat(told().subList(before, told().size()))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("DriftCorrected", "Succeeded");
    }

    @Test
    void tellsDriftOnceAndWhenItChanges() {
        workload.result = new GateResult.Cancelled();
        workload.drift = List.of(STOPPED);
        check();
        check();
        workload.drift = List.of(STOPPED, new Drift("other", Drift.Kind.MISSING, "1 container", "0 containers"));
        check();
        assertThat(told()).hasSize(2);
    }

    @Test
    void mendsNothingWhileALocalChangeForbidsIt() {
        workload.drift = List.of(STOPPED);
        workload.blocked = "'a' was edited";
        assertThat(check()).isEqualTo(new Outcome.Again("tree.local_changes", "'a' was edited"));
        check();
        assertThat(workload.rolledOut).isZero();
        assertThat(told()).hasSize(2).last().isInstanceOf(DeploymentEvent.Failed.class);
    }

    private void exhaust() {
        for (int i = 0; i <= HealBudget.TRIES; i++) {
            check();
        }
        assertThat(check()).isEqualTo(Outcome.DONE);
    }

    private Outcome check() {
        return healer.check(applied, () -> false);
    }

    private List<Object> told() {
        List<Object> told = new ArrayList<>();
        store.state().outbox().forEach(event -> told.add(event(event)));
        return told;
    }

    private static Object event(OutgoingEvent event) {
        return event.envelope().event();
    }

    /** A stack whose drift is what the test says. */
    private static final class FakeWorkload implements Workload {
        List<Drift> drift = List.of();
        List<Drift> mended = List.of(STOPPED);
        String blocked = "";
        GateResult result = new GateResult.Passed(List.of());
        int rolledOut;

        @Override
        public Candidate prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
            return new FakeCandidate();
        }

        @Override
        public DriftProbe probe(StackStore store) {
            return new DriftProbe() {
                @Override
                public Finding look(Applied applied) {
                    return new Finding(drift, blocked);
                }

                @Override
                public void forget() {}
            };
        }

        @Override
        public void takeDown(StackStore store, String place) {}

        private final class FakeCandidate implements Candidate {
            @Override
            public Manifest manifest() {
                return Manifest.EMPTY;
            }

            @Override
            public String place() {
                return "web";
            }

            @Override
            public void look() {}

            @Override
            public void claim(StackState state) {}

            @Override
            public void obtain() {}

            @Override
            public GateResult rollOut(PhaseTimer phases, Runnable starting, BooleanSupplier cancelled) {
                rolledOut++;
                if (result instanceof GateResult.Passed) {
                    drift = mended;
                }
                return result;
            }

            @Override
            public List<ServiceDecision> decisions() {
                return List.of();
            }

            @Override
            public void repair() {}
        }
    }
}
