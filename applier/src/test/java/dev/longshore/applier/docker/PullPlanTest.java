/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullPlanTest {
    private final TickingClock clock = new TickingClock();
    private final PullPlan plan = new PullPlan(clock);

    @ParameterizedTest
    @CsvSource({
        "missing, true, false",
        "missing, false, true",
        "if_not_present, true, false",
        "if_not_present, false, true",
        "always, true, true",
        "always, false, true",
        "never, true, false",
        "daily, true, true",
        "build, true, false",
        "unheard-of, true, false",
    })
    void pullsWhatThePolicySays(String policy, boolean isThere, boolean pulls) {
        assertThat(plan.services(model("\"image\": \"x\", \"pull_policy\": \"" + policy + "\""), image -> isThere))
                .hasSize(pulls ? 1 : 0);
    }

    @Test
    void pullsWhatIsMissingWhereNothingIsSaid() {
        assertThat(plan.services(model("\"image\": \"x\""), image -> false)).containsExactly("a");
        assertThat(plan.services(model("\"image\": \"x\""), image -> true)).isEmpty();
    }

    @Test
    void pullsNeitherWhatIsBuiltNorWhatHasNoImage() {
        assertThat(plan.services(model("\"image\": \"x\", \"build\": {\"context\": \"/c\"}"), image -> false))
                .isEmpty();
        assertThat(plan.services(model("\"provider\": {\"type\": \"x\"}"), image -> false))
                .isEmpty();
    }

    @Test
    void saysThatAnImageIsMissingThatMayNotBePulled() {
        assertThatExceptionOfType(ComposeException.class)
                .isThrownBy(() -> plan.services(model("\"image\": \"x\", \"pull_policy\": \"never\""), image -> false))
                .withMessageContaining("pull_policy: never")
                .satisfies(e -> assertThat(e.reason()).isEqualTo("pull.failed"));
    }

    @ParameterizedTest
    @CsvSource({"daily, PT24H", "weekly, PT168H", "every_90m, PT90M", "every_1d12h, PT36H", "every_2w, PT336H"})
    void pullsAgainAfterTheInterval(String policy, Duration every) {
        ResolvedModel model = model("\"image\": \"x\", \"pull_policy\": \"" + policy + "\"");
        plan.done(model, plan.services(model, image -> true));
        clock.now = clock.now.plus(every).minusSeconds(1);
        assertThat(plan.services(model, image -> true)).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        assertThat(plan.services(model, image -> true)).containsExactly("a");
    }

    private static ResolvedModel model(String service) {
        return ResolvedModel.parse("{\"name\": \"p\", \"services\": {\"a\": {" + service + "}}}");
    }

    private static final class TickingClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
