/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftChecksTest {
    private static final StackId WEB = new StackId("homelab", "web");
    private static final StackId DB = new StackId("homelab", "db");

    private final Map<StackId, Duration> intervals = new HashMap<>();
    private final List<StackId> told = new ArrayList<>();
    private final DriftChecks checks = new DriftChecks(Duration.ofMinutes(10), (stack, interval) -> {
        told.add(stack);
        if (interval == null) {
            intervals.remove(stack);
        } else {
            intervals.put(stack, interval);
        }
    });

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

    @Test
    void checksEachStackAtItsOwnInterval() {
        checks.present(Map.of(
                WEB, stack(StackSpec.Drift.Action.HEAL, null),
                DB, stack(StackSpec.Drift.Action.REPORT, Duration.ofMinutes(1))));

        assertThat(intervals).isEqualTo(Map.of(WEB, Duration.ofMinutes(10), DB, Duration.ofMinutes(1)));
    }

    @Test
    void leavesAStackAloneThatWantsNoChecksOrIsGone() {
        checks.present(Map.of(WEB, stack(StackSpec.Drift.Action.HEAL, null)));
        checks.changed(WEB, stack(StackSpec.Drift.Action.OFF, null));
        assertThat(intervals).isEmpty();

        checks.changed(WEB, stack(StackSpec.Drift.Action.HEAL, null));
        checks.changed(WEB, new Desired(null, 2, null));
        assertThat(intervals).isEmpty();
    }

    @Test
    void aChangeOfOneStackSaysNothingOfTheOthers() {
        checks.present(Map.of(
                WEB, stack(StackSpec.Drift.Action.HEAL, null),
                DB, stack(StackSpec.Drift.Action.HEAL, null)));
        told.clear();
        checks.changed(WEB, stack(StackSpec.Drift.Action.HEAL, Duration.ofMinutes(2)));

        assertThat(told).containsExactly(WEB);
    }

    @Test
    void aFoldThatBeginsAnewSaysWhichAreGone() {
        checks.present(Map.of(WEB, stack(StackSpec.Drift.Action.HEAL, null)));
        checks.present(Map.of(DB, stack(StackSpec.Drift.Action.HEAL, null)));

        assertThat(intervals).containsOnlyKeys(DB);
    }

    @Test
    void anotherStandardHoldsForThoseThatDoNotSayOtherwise() {
        checks.present(Map.of(
                WEB, stack(StackSpec.Drift.Action.HEAL, null),
                DB, stack(StackSpec.Drift.Action.HEAL, Duration.ofMinutes(1))));
        checks.every(Duration.ofHours(1));

        assertThat(intervals).isEqualTo(Map.of(WEB, Duration.ofHours(1), DB, Duration.ofMinutes(1)));
    }
}
