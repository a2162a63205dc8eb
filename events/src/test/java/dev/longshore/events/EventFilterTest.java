/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {
    private static final StackId WEB = StackId.parse("homelab/web");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "deployment.failed; deployment.failed",
                "drift.*; drift.check,drift.detected,drift.corrected",
                "dev.longshore.drift.detected.v1; drift.detected",
                "*.{requested,removed}; sync.requested,stack.removed,deployment.removed",
                "host.aliv?; host.alive",
            })
    void readsGlobs(String glob, String types) {
        assertThat(EventFilter.of(null, List.of(glob)).types())
                .extracting(EventType::shortName)
                .containsExactlyInAnyOrder(types.split(","));
    }

    @Test
    void letsEverythingThroughThatDoesNotRepeatOrOnlyAsk() {
        List<EventType> all = Arrays.asList(EventType.values());
        List<EventType> left = all.stream()
                .filter(type -> !EventFilter.of(null, List.of()).types().contains(type))
                .toList();

        assertThat(left)
                .containsExactlyInAnyOrder(
                        EventType.STATUS_CHANGED, EventType.DRIFT_CHECK, EventType.REPOSITORY_ADMITTED);
        assertThat(EventFilter.of(null, List.of("*"))).isEqualTo(EventFilter.of(null, List.of()));
        assertThat(EventFilter.of(null, List.of("*", "status.changed")).types()).contains(EventType.STATUS_CHANGED);
    }

    @Test
    void readsOnlyTheTopicsItNeeds() {
        assertThat(EventFilter.of(null, List.of("drift.*")).topics()).containsExactly(Topic.DRIFT, Topic.DEPLOYMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "deploymnet.*", "[", "{a", "a*a*a*a*a*a*a*b", "\\"})
    void refusesWhatMatchesNothing(String glob) {
        assertThatThrownBy(() -> EventFilter.of(null, List.of(glob))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhatConcernsAStack() {
        EventFilter full = EventFilter.of("homelab/web", List.of("*", "drift.*", "status.*"));
        EventFilter brief = EventFilter.of("web", List.of("*", "drift.*", "status.*"));
        for (EventFilter filter : List.of(full, brief)) {
            assertThat(filter.test(new DriftCheck(WEB))).isTrue();
            assertThat(filter.test(new DeploymentEvent.Orphaned(WEB, "alpha", "x.y")))
                    .isTrue();
            assertThat(filter.test(new StackCommand(WEB, null, StackCommand.Action.RETRY, null, 0, "me")))
                    .isTrue();
            assertThat(filter.test(looked(WEB))).isTrue();
            assertThat(filter.test(looked(StackId.parse("homelab/db")))).isFalse();
            assertThat(filter.test(new DriftCheck(StackId.parse("homelab/db")))).isFalse();
            assertThat(filter.test(new SyncRequested("web", Trigger.MANUAL, false, "me")))
                    .as("a repository of that name")
                    .isFalse();
        }
        assertThat(full.test(new DriftCheck(StackId.parse("shop/web")))).isFalse();
        assertThat(brief.test(new DriftCheck(StackId.parse("shop/web")))).isTrue();
    }

    private static SourceEvent.Changed looked(StackId stack) {
        return new SourceEvent.Changed(
                "homelab", new Revision("main", "1".repeat(40)), null, List.of(stack), List.of(), Trigger.PUSH);
    }
}
