/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a project is ready, or certainly is not. Through the Engine API, because Compose's own {@code --wait} fails on one-shot
 * services that succeed, and takes a crash loop for health. Looks at every event of the project, and every 100 ms. A program that ends at
 * once has been running for a moment too, so new containers of which no health check speaks are watched for {@link #FLOOR} at least.
 */
public final class HealthGate {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    static final Duration FLOOR = Duration.ofMillis(500);
    private static final int LOG_LINES = 50;

    private final Engine engine;
    private final LongSupplier nanoTime;

    public HealthGate(Engine engine) {
        this(engine, System::nanoTime);
    }

    HealthGate(Engine engine, LongSupplier nanoTime) {
        this.engine = engine;
        this.nanoTime = nanoTime;
    }

    /**
     * Blocks until there is a result.
     *
     * @param cancelled asked at least every 100 ms; an interrupt also cancels, and stays set
     * @throws EngineException if the engine stops answering
     */
    public GateResult await(GateRequest request, BooleanSupplier cancelled) {
        Semaphore news = new Semaphore(0);
        Subscription subscription = engine.events(event -> {
            if (event.project().equals(request.project())) {
                news.release();
            }
        });
        try {
            return watch(request, cancelled, news);
        } finally {
            subscription.close();
        }
    }

    private GateResult watch(GateRequest request, BooleanSupplier cancelled, Semaphore news) {
        Readiness readiness = new Readiness(request);
        Duration stable = request.stable();
        long start = nanoTime.getAsLong();
        @Nullable Long readySince = null;
        while (!cancelled.getAsBoolean()) {
            List<ContainerView> containers = engine.containers(request.project());
            Readiness.Finding finding = readiness.of(containers);
            long now = nanoTime.getAsLong();
            if (finding.isFailure()) {
                return failed(finding, finding.reason(), finding.message());
            }
            if (!finding.isReady()) {
                readySince = null;
                if (now - start >= request.timeout().toNanos()) {
                    return failed(
                            finding, Readiness.TIMEOUT, finding.message() + " after " + seconds(request.timeout()));
                }
            } else {
                readySince = readySince == null ? now : readySince;
                stable = readiness.isUnproven(containers) ? max(request.stable(), FLOOR) : request.stable();
                if (now - readySince >= stable.toNanos()) {
                    return new GateResult.Passed(containers);
                }
            }
            if (!pause(news, readySince, stable, now)) {
                return new GateResult.Cancelled();
            }
        }
        return new GateResult.Cancelled();
    }

    /** Until something happens; false if interrupted. */
    private static boolean pause(Semaphore news, @Nullable Long readySince, Duration stable, long now) {
        long left = readySince == null ? Long.MAX_VALUE : readySince + stable.toNanos() - now;
        try {
            if (news.tryAcquire(Math.min(left, INTERVAL.toNanos()), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private GateResult failed(Readiness.Finding finding, String reason, String message) {
        List<String> log = finding.container() == null ? List.of() : engine.logsTail(finding.container(), LOG_LINES);
        return new GateResult.Failed(reason, finding.service(), message, log);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
