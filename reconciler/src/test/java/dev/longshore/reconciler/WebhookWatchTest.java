/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static dev.longshore.reconciler.Sample.ONE;
import static dev.longshore.reconciler.Sample.THREE;
import static dev.longshore.reconciler.Sample.TWO;
import static dev.longshore.reconciler.Sample.fetched;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.SourceEvent;
import dev.longshore.events.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookWatchTest {
    private final WebhookWatch watch = new WebhookWatch();

    @Test
    void seesAPollThatFindsWhatAWebhookShouldHaveAnnounced() {
        watch.observe(fetched(ONE, null, Trigger.PUSH));

        assertThat(watch.observe(fetched(TWO, ONE, Trigger.POLL))).isTrue();
    }

    @Test
    void remembersTheWebhookOverARestart() {
        Story story = new Story().tell(fetched(ONE, null, Trigger.PUSH), Sample.succeeded(ONE, 1));
        watch.restore(story.status());

        assertThat(watch.observe(fetched(TWO, ONE, Trigger.POLL))).isTrue();
    }

    @Test
    void expectsNoWebhookOfARepositoryThatNeverHadOne() {
        assertThat(watch.observe(fetched(TWO, ONE, Trigger.POLL))).isFalse();
    }

    @Test
    void pollsThatFindNothingNewAreFine() {
        watch.observe(new SourceEvent.Unchanged("homelab", ONE, List.of(), Trigger.PUSH));

        assertThat(watch.observe(new SourceEvent.Unchanged("homelab", ONE, List.of(), Trigger.POLL)))
                .isFalse();
        assertThat(watch.observe(fetched(THREE, THREE, Trigger.POLL))).isFalse();
    }
}
