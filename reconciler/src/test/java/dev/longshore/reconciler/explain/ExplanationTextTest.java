/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import static dev.longshore.reconciler.explain.LogStory.ALPHA;
import static dev.longshore.reconciler.explain.LogStory.ONE;
import static dev.longshore.reconciler.explain.LogStory.OTHER;
import static dev.longshore.reconciler.explain.LogStory.TWO;
import static dev.longshore.reconciler.explain.LogStory.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import dev.longshore.events.DeploymentEvent.ServiceDecision.Decision;
import dev.longshore.events.Envelope;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {
    private final LogStory story = new LogStory().deployed();

    @Test
    void tellsTheWholeChainOfWhatRunsAndOfWhatShould() {
        Envelope<?> two = story.announced(story.pushed(TWO, "d-2"), TWO, 2);
        story.started(two, TWO, 2);
        story.tell(
                two,
                new DeploymentEvent.RolledBack(
                        WEB,
                        ALPHA,
                        ONE,
                        TWO,
                        2,
                        1,
                        "health.exited",
                        "web exited with 7",
                        List.of(new ServiceDecision("web", Decision.RECREATED, "config")),
                        Map.of("up", 740L, "gate", 5100L, "validate", 61L)));
        story.passes(10);

        assertThat(text()).isEqualTo("""
                homelab/web  at 2026-01-01 12:00:19 Z
                repository homelab is at main@2222222

                on alpha: main@1111111 runs
                  in quarantine: main@2222222
                  Why did my push not deploy?
                    main@2222222 was tried and did not pass its gate: health.exited: web exited with 7; its golden revision \
                main@1111111 runs again, and main@2222222 is in quarantine: push a commit that mends it, or try it again with \
                'longshore retry homelab/web'.
                  Why did this restart?
                    At 2026-01-01 12:00:09 UTC web was recreated (config): main@1111111 was brought back, because main@2222222 \
                failed: health.exited: web exited with 7.
                  running: main@1111111, generation 1  "change 1" by Anna
                    2026-01-01 12:00:02.000  push       by anna, refs/heads/main 1111111, webhook gitops (github), delivery d-1  \
                (17.0 s ago)
                    +1.0 s                   look       main@1111111; affects homelab/web
                    +1.0 s                   announced  generation 1, 2.0 KiB: the repository has it for the first time
                    +2.0 s                   started    attempt 1
                    +3.0 s                   succeeded  attempt 1; up 450 ms, gate 3.0 s
                                               web              created    new
                    +7.0 s                   rolledback attempt 1; main@2222222 gave way to main@1111111; health.exited: web \
                exited with 7; validate 61 ms, up 740 ms, gate 5.1 s
                                               web              recreated  config
                  desired: main@2222222, generation 2  "change 2" by Anna
                    2026-01-01 12:00:06.000  push       by anna, refs/heads/main 2222222, webhook gitops (github), delivery d-2  \
                (13.0 s ago)
                    +1.0 s                   look       main@2222222; affects homelab/web
                    +1.0 s                   announced  generation 2, 2.0 KiB: its files changed
                    +2.0 s                   started    attempt 1
                    +3.0 s                   rolledback attempt 1; main@2222222 gave way to main@1111111; health.exited: web \
                exited with 7; validate 61 ms, up 740 ms, gate 5.1 s
                                               web              recreated  config

                deliveries and requests, newest first
                  2026-01-01 12:00:06 (13.0 s ago)  the push of anna (delivery d-2)  source.changed: main@2222222 was \
                announced for this stack as generation 2, alpha: deployment.rolledback
                  2026-01-01 12:00:02 (17.0 s ago)  the push of anna (delivery d-1)  source.changed: main@1111111 was \
                announced for this stack as generation 1, alpha: deployment.succeeded
                """);
    }

    @Test
    void tellsARevisionOnceThatRunsAndShould() {
        assertThat(text())
                .contains("\n  running and desired: main@1111111, generation 1")
                .doesNotContain("\n  desired:");
    }

    @Test
    void everyDeliveryHasOneEnd() {
        story.looked(story.pushed(TWO, "d-2"), TWO, OTHER);
        story.pushed(TWO, "d-3");

        assertThat(text())
                .containsOnlyOnce("the push of anna (delivery d-1)  source.changed: ")
                .containsOnlyOnce(
                        "the push of anna (delivery d-2)  source.changed: main@2222222 changes nothing in this stack\n")
                .containsOnlyOnce("the push of anna (delivery d-3)  waiting: no syncer has looked yet\n");
    }

    @Test
    void showsTheLastDeliveriesAndCountsTheOthers() {
        for (int i = 0; i < 150; i++) {
            story.looked(story.pushed(TWO, "more-" + i), TWO, OTHER);
        }

        assertThat(story.explanation().deliveries()).hasSize(Explanation.MOST_DELIVERIES);
        assertThat(text()).endsWith("\n  and 141 older; -o json shows up to 100\n");
    }

    @Test
    void neverPrintsWhatATerminalWouldObey() {
        story.tell(
                null,
                new DeploymentEvent.Failed(
                        WEB, ALPHA, ONE, 1, ONE, 1, "apply.failed", "\u001b[2J\u0007boo", List.of(), Map.of()));

        assertThat(text()).contains("?[2J?boo").doesNotContain("\u001b").doesNotContain("\u0007");
    }

    private String text() {
        return new ExplanationText(ZoneOffset.UTC).render(story.explanation());
    }
}
