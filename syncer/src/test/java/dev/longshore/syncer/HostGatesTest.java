/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.events.config.HostLimits;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostGatesTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> inside = new CopyOnWriteArrayList<>();
    private final List<HostGates.Pass> passes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HostGates gates(int places, int fetches, int perSecond) {
        return new HostGates(vertx, places, new HostLimits(fetches, perSecond), System::nanoTime);
    }

    private <T> T onContext(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(now -> done.complete(action.get()));
        return done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void enter(HostGates gates, String host, boolean urgent, String label) {
        onContext(() -> gates.enter(host, urgent).onSuccess(pass -> {
            inside.add(label);
            passes.add(pass);
        }));
    }

    private void releaseFirst() {
        onContext(() -> {
            passes.remove(0).release();
            return true;
        });
    }

    @Test
    void oneHostGetsNoMoreThanItsShareAtOnce() {
        HostGates gates = gates(8, 2, 1000);
        for (int i = 0; i < 5; i++) {
            enter(gates, "a", false, "a" + i);
        }
        enter(gates, "b", false, "b0");
        assertThat(inside).containsExactly("a0", "a1", "b0");
        releaseFirst();
        assertThat(inside).containsExactly("a0", "a1", "b0", "a2");
    }

    @Test
    void aHostThatIsSlowGivesItsPlacesToOthers() {
        HostGates gates = gates(2, 2, 1000);
        enter(gates, "dead", false, "dead0");
        enter(gates, "dead", false, "dead1");
        enter(gates, "b", false, "b0");
        enter(gates, "dead", false, "dead2");
        assertThat(inside).containsExactly("dead0", "dead1");

        await().atMost(4, TimeUnit.SECONDS).until(() -> inside.contains("b0"));

        assertThat(inside).doesNotContain("dead2");
    }

    @Test
    void hostsTakeTurns() {
        HostGates gates = gates(1, 8, 1000);
        for (int i = 0; i < 3; i++) {
            enter(gates, "a", false, "a" + i);
        }
        enter(gates, "b", false, "b0");
        releaseFirst();
        releaseFirst();
        assertThat(inside).containsExactly("a0", "a1", "b0");
    }

    @Test
    void whoWaitsForAnAnswerGoesFirst() {
        HostGates gates = gates(1, 8, 1000);
        enter(gates, "a", false, "first");
        enter(gates, "a", false, "poll");
        enter(gates, "a", true, "push");
        releaseFirst();
        assertThat(inside).containsExactly("first", "push");
    }

    @Test
    void noMoreBeginInASecondThanMay() {
        HostGates gates = gates(100, 100, 10);
        long begin = System.nanoTime();
        for (int i = 0; i < 25; i++) {
            enter(gates, "a", false, "a" + i);
        }
        assertThat(inside).hasSizeBetween(10, 13);
        await().atMost(5, TimeUnit.SECONDS).until(() -> inside.size() == 25);
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1300));
    }

    @Test
    void everybodyComesInOnceAndInOrder() {
        HostGates gates = gates(3, 2, 10_000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            enter(gates, "a", false, "a" + i);
            expected.add("a" + i);
        }
        while (!passes.isEmpty()) {
            releaseFirst();
        }
        assertThat(inside).isEqualTo(expected);
    }
}
