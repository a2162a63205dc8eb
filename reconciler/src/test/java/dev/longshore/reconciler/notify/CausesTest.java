/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.Position;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final EventFactory EVENTS = new EventFactory("applier", "alpha", Clock.systemUTC());

    private final Causes causes = new Causes(Duration.ofSeconds(30));
    private long offset;

    private static Notice notice(String stack, String cause, long second) {
        DeploymentEvent event = Told.failed(Told.stack(stack), Told.ONE);
        return new Notice(
                stack + cause + second,
                "deployment.failed",
                Severity.ERROR,
                Severity.ERROR,
                cause,
                new Notice.Where("homelab", new StackId("homelab", stack), "alpha"),
                Told.ONE,
                null,
                "",
                START.plusSeconds(second),
                EVENTS.first(event));
    }

    private void add(String stack, String cause, long second) {
        causes.add(notice(stack, cause, second), new Position(Topic.DEPLOYMENT, 0, offset++));
    }

    private List<String> next(long second) {
        return causes.complete(START.plusSeconds(second))
                .map(cause ->
                        cause.message("s").notices().stream().map(Notice::id).toList())
                .orElse(List.of());
    }

    @Test
    void collectsForAsLongAsTheWindowIsByTheBrokersClock() {
        add("a", "x", 0);
        add("b", "x", 29);
        add("c", "x", 30);

        assertThat(next(29)).isEmpty();
        assertThat(next(30)).containsExactly("ax0", "bx29");
        assertThat(next(59)).isEmpty();
        assertThat(next(60)).containsExactly("cx30");
    }

    @Test
    void keepsTheOrderOfAStackThoughAnOlderMessageOfTheSameCauseIsOpen() {
        add("a", "x", 0);
        add("a", "y", 1);
        add("a", "x", 2);

        assertThat(next(100)).containsExactly("ax0");
        assertThat(next(100)).containsExactly("ay1");
        assertThat(next(100)).containsExactly("ax2");
    }

    @Test
    void sendsEachByItselfAtOnceWithoutAWindow() {
        Causes each = new Causes(Duration.ZERO);
        each.add(notice("a", "x", 0), new Position(Topic.DEPLOYMENT, 0, 1));
        each.add(notice("b", "x", 0), new Position(Topic.DEPLOYMENT, 0, 2));

        List<Integer> sizes = new ArrayList<>();
        for (Optional<Cause> cause = each.complete(Instant.MIN); cause.isPresent(); ) {
            sizes.add(cause.get().size());
            cause = each.complete(Instant.MIN);
        }
        assertThat(sizes).containsExactly(1, 1);
    }

    @Test
    void theSameNoticesGiveTheSameIdInWhateverOrderPartitionsAreRead() {
        add("a", "x", 0);
        add("b", "x", 1);
        String id = causes.complete(START.plusSeconds(60))
                .orElseThrow()
                .message("s")
                .id();
        add("b", "x", 1);
        add("a", "x", 0);
        Cause again = causes.complete(START.plusSeconds(60)).orElseThrow();

        assertThat(again.message("s").id()).isEqualTo(id);
        assertThat(again.message("other").id()).isNotEqualTo(id);
    }

    @Test
    void forgetsWhatIsAnotherMembers() {
        add("a", "x", 0);
        add("b", "x", 0);
        causes.forget(position -> position.offset() == 0);
        assertThat(next(100)).containsExactly("bx0");
        add("c", "x", 0);
        causes.forget(position -> true);
        assertThat(next(100)).isEmpty();
        assertThat(causes.size()).isZero();
    }
}
