/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Health;
import dev.longshore.events.StackStatus.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether it is what Git says, whether it is well, and what is going on are three questions: the answer to one says nothing of another. */
class StatusAxesTest {
    static LongStream seeds() {
        return LongStream.range(1000, 1100);
    }

    /** What changed the second one of two statuses of a stack. */
    private interface Rule {
        void check(StackStatus before, StackStatus after);
    }

    private static void forEachChange(long seed, Class<?> cause, Rule rule) {
        Story story = new Story();
        Map<String, StackStatus> known = new HashMap<>();
        new History(seed)
                .queues().stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(Observation::appended))
                        .forEach(observation -> {
                            story.board.apply(observation);
                            Map<String, StackStatus> earlier = Map.copyOf(known);
                            known.clear();
                            for (StackStatus after : story.board.statuses()) {
                                known.put(after.key(), after);
                                StackStatus before = earlier.get(after.key());
                                if (before != null && cause.isInstance(observation.event())) {
                                    rule.check(before, after);
                                }
                            }
                        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatGitSaysChangesNeitherHealthNorOperation(long seed) {
        forEachChange(seed, SourceEvent.class, (before, after) -> {
            assertThat(after.health()).isEqualTo(before.health());
            assertThat(after.operation()).isEqualTo(before.operation());
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aNewRevisionChangesNoHealth(long seed) {
        forEachChange(seed, RevisionEvent.class, (before, after) -> assertThat(after.health())
                .isEqualTo(before.health()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aHeartbeatChangesNoOperation(long seed) {
        forEachChange(seed, HostAlive.class, (before, after) -> assertThat(after.operation())
                .isEqualTo(before.operation()));
    }

    @Test
    void silenceSaysNothingOfWhatIsGoingOn() {
        Story story = new Story()
                .tell(Sample.alive(Sample.ALPHA), Sample.wanted(Sample.ONE, 1))
                .tell(Sample.started(Sample.ONE, 1));
        story.passes(Duration.ofMinutes(5));

        assertThat(story.status().state()).isEqualTo(State.UNKNOWN);
        assertThat(story.status().health()).isEqualTo(Health.UNKNOWN);
        assertThat(story.status().operation()).isEqualTo("deploying");
    }

    @Test
    void whatIsNotWhatGitSaysMayBeWellAndWhatIsMayNotBe() {
        Story story = new Story()
                .tell(Sample.alive(Sample.ALPHA), Sample.wanted(Sample.ONE, 1))
                .tell(Sample.succeeded(Sample.ONE, 1))
                .tell(Sample.wanted(Sample.TWO, 2), Sample.failed(Sample.TWO, 2, Sample.ONE, "pull.failed"));
        assertThat(story.status().state()).isEqualTo(State.ERROR);
        assertThat(story.status().health()).isEqualTo(Health.HEALTHY);

        story.tell(Sample.succeeded(Sample.TWO, 2), new DeploymentEvent.Suspended(Sample.WEB, Sample.ALPHA, "me"));
        assertThat(story.status().state()).isEqualTo(State.IN_SYNC);
        assertThat(story.status().health()).isEqualTo(Health.SUSPENDED);
    }

    @Test
    void aSuspensionOutlivesWhateverElseIsGoingOn() {
        Story story = new Story()
                .tell(Sample.alive(Sample.ALPHA), Sample.wanted(Sample.ONE, 1))
                .tell(new DeploymentEvent.Suspended(Sample.WEB, Sample.ALPHA, "me"))
                .tell(Sample.started(Sample.ONE, 1))
                .restarts()
                .tell(Sample.succeeded(Sample.ONE, 1));

        assertThat(story.status().suspended()).isTrue();
        assertThat(story.status().operation()).isEqualTo("suspended");
    }
}
