/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final List<Runnable> leases = new ArrayList<>();
    private final Slots slots = new Slots(1, (time, action) -> {
        assertThat(time).isEqualTo(Slots.LEASE).isLessThan(Duration.ofSeconds(5));
        leases.add(action);
    });

    @Test
    void letsOneWaitForAnother() {
        Slots.Slot first = slots.take();
        CompletableFuture<Slots.Slot> second = CompletableFuture.supplyAsync(slots::take);
        assertThat(second).isNotDone();

        first.close();

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void takesASlotBackWhenItsLeaseIsOver() {
        slots.take();
        CompletableFuture<Slots.Slot> second = CompletableFuture.supplyAsync(slots::take);

        leases.get(0).run();

        assertThat(second).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void givesOneSlotBackOnce() {
        Slots.Slot first = slots.take();
        first.close();
        Slots.Slot second = slots.take();
        first.close();
        leases.get(0).run();

        CompletableFuture<Slots.Slot> third = CompletableFuture.supplyAsync(slots::take);

        assertThat(third).isNotDone();
        second.close();
        assertThat(third).succeedsWithin(Duration.ofSeconds(5));
    }
}
