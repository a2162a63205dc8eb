/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.EventMeta;
import dev.longshore.events.Trigger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncRequestsTest {
    private static SyncRequests request(String id, Trigger trigger, boolean force) {
        EventMeta meta = new EventMeta(id, "/test", Instant.EPOCH, "trace", id, null);
        return new SyncRequests(List.of(new SyncRequests.Request(meta, trigger, force)), null);
    }

    @Test
    void theNewestPushIsTheCauseWhateverElseWaits() {
        SyncRequests all = request("p1", Trigger.PUSH, false)
                .and(request("p2", Trigger.PUSH, false))
                .and(request("m", Trigger.MANUAL, true))
                .and(SyncRequests.own(Trigger.STARTUP));
        assertThat(all.trigger()).isEqualTo(Trigger.PUSH);
        assertThat(all.cause()).extracting(EventMeta::id).isEqualTo("p2");
        assertThat(all.force()).isTrue();
    }

    @Test
    void aRecordDeliveredTwiceIsAnsweredOnce() {
        SyncRequests twice = request("a", Trigger.POLL, false).and(request("a", Trigger.POLL, false));
        assertThat(twice.ids()).containsExactly("a");
    }

    @Test
    void aLookOfOurOwnHasNoCause() {
        assertThat(SyncRequests.own(Trigger.RETRY).cause()).isNull();
        assertThat(SyncRequests.own(Trigger.RETRY).trigger()).isEqualTo(Trigger.RETRY);
    }
}
