/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftSchedulerTest {
    private static final StackId WEB = new StackId("homelab", "web");
    private static final StackId DB = new StackId("homelab", "db");

    private final FakeAlarm alarm = new FakeAlarm();
    private final List<DriftCheck> checks = new ArrayList<>();
    private final DriftScheduler drifts =
            new DriftScheduler(Duration.ofMinutes(10), alarm, new Jitter(0, new Random(7)), checks::add);

    private static Desired stack(StackSpec.Drift.Action action, @Nullable Duration every) {
        StackSpec plain = StackSpec.of("web", ".");
        StackSpec spec = new StackSpec(
                plain.name(),
                plain.path(),
                null,
                plain.include(),
                plain.files(),
                plain.profiles(),
                plain.env(),
                plain.envFiles(),
                plain.hosts(),
                plain.hostSelector(),
                plain.health(),
                plain.rollback(),
                new StackSpec.Drift(action, every),
                false,
                false,
                null,
                false,
                null,
                null);
        return new Desired(Sample.ONE, 1, spec);
    }

    private long checksOf(StackId stack) {
        return checks.stream().filter(check -> check.stack().equals(stack)).count();
    }

    @Test
    void checksEachStackAtItsOwnInterval() {
        drifts.keep(Map.of(
                WEB, stack(StackSpec.Drift.Action.HEAL, null),
                DB, stack(StackSpec.Drift.Action.REPORT, Duration.ofMinutes(1))));
        alarm.passes(Duration.ofHours(1));

        assertThat(checksOf(WEB)).isEqualTo(6);
        assertThat(checksOf(DB)).isEqualTo(60);
    }

    @Test
    void leavesAStackAloneThatWantsNoChecks() {
        drifts.keep(Map.of(WEB, stack(StackSpec.Drift.Action.OFF, null)));
        alarm.passes(Duration.ofHours(1));

        assertThat(checks).isEmpty();
    }

    @Test
    void aNewRevisionDoesNotPutTheNextCheckOff() {
        for (int i = 0; i < 60; i++) {
            drifts.keep(Map.of(WEB, stack(StackSpec.Drift.Action.HEAL, null)));
            alarm.passes(Duration.ofMinutes(1));
        }

        assertThat(checksOf(WEB)).isEqualTo(6);
    }

    @Test
    void checksNoMoreOnceTheStackIsGone() {
        drifts.keep(Map.of(WEB, stack(StackSpec.Drift.Action.HEAL, null)));
        drifts.keep(Map.of());
        alarm.passes(Duration.ofHours(1));

        assertThat(checks).isEmpty();
        assertThat(alarm.set()).isZero();
    }
}
