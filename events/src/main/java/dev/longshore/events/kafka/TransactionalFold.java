/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.EventFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Fold} on its own thread: what it publishes and the positions it has reached are one transaction. After any failure the fold
 * is made anew from what the log holds; so the log is right whatever happened in between. A newer one of the same name fences this one.
 */
public final class TransactionalFold implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TransactionalFold.class);
    private static final Duration TRANSACTION = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Longer than an election takes to see that we are not the one any more. */
    private static final Duration PAUSE_WHEN_FENCED = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final FoldPlan plan;
    private final Supplier<Fold> folds;
    private final EventFactory events;
    private final Clock clock;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable FoldReader reader;
    private final LongAdder deadLetters = new LongAdder();
    private volatile boolean caughtUp;

    public TransactionalFold(
            KafkaSettings settings, FoldPlan plan, Supplier<Fold> folds, EventFactory events, Clock clock) {
        this.settings = settings;
        this.plan = plan;
        this.folds = folds;
        this.events = events;
        this.clock = clock;
        this.thread = new Thread(this::run, plan.name());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether everything has been folded that was on the log when it (last) started. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Records on the log that have not been folded yet; 0 while it does not read. From any thread. */
    public long lag() {
        FoldReader opened = reader;
        return opened == null ? 0 : opened.lag();
    }

    /** Records that went to the dead letter, since the start. From any thread. */
    public long deadLetters() {
        return deadLetters.sum();
    }

    private void run() {
        while (!isClosing()) {
            Duration pause = PAUSE;
            try {
                live();
            } catch (WakeupException e) {
                log.atDebug().setCause(e).log("fold woken to stop");
            } catch (KafkaException e) {
                pause = pauseAfter(e);
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("transactionalId", plan.name())
                        .setCause(e)
                        .log("fold failed; it is made anew from the log");
            }
            caughtUp = false;
            await(pause);
        }
    }

    private Duration pauseAfter(KafkaException e) {
        boolean fenced = TransactionalProducers.isFenced(e);
        log.atWarn()
                .addKeyValue("transactionalId", plan.name())
                .addKeyValue("reason", e.toString())
                .log(
                        fenced
                                ? "another instance has taken over; standing back"
                                : "fold interrupted; it is made anew from the log");
        return fenced ? PAUSE_WHEN_FENCED : PAUSE;
    }

    /** From initTransactions, which fences and finishes whatever an earlier life left open, to the first failure. */
    private void live() {
        try (Producer<String, byte[]> producer = TransactionalProducers.open(settings, plan.name(), TRANSACTION);
                FoldReader opened = new FoldReader(settings, plan, clock)) {
            reader = opened;
            producer.initTransactions();
            Fold fold = folds.get();
            opened.readState(fold::restore);
            Map<TopicPartition, Long> ends = opened.readMemory(record -> remember(fold, record));
            while (!isClosing()) {
                caughtUp = caughtUp || opened.hasReached(ends);
                step(producer, opened.poll(), fold);
            }
        } finally {
            reader = null;
        }
    }

    private static void remember(Fold fold, Received record) {
        if (record instanceof Received.Understood understood) {
            fold.remember(understood);
        }
    }

    private void step(Producer<String, byte[]> producer, FoldReader.Batch batch, Fold fold) {
        List<Received.Understood> understood = new ArrayList<>(batch.records().size());
        List<Output> outputs = new ArrayList<>();
        for (Received record : batch.records()) {
            if (record instanceof Received.Understood one) {
                understood.add(one);
            } else if (record instanceof Received.Poisoned poisoned) {
                DeadLetters.report(poisoned);
                deadLetters.increment();
                outputs.add(new Output.Told(DeadLetters.envelope(poisoned, events)));
            }
        }
        outputs.addAll(fold.apply(understood));
        if (outputs.isEmpty() && batch.next().isEmpty()) {
            return;
        }
        publish(producer, outputs, batch);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what any of the sends met
    private static void publish(Producer<String, byte[]> producer, List<Output> outputs, FoldReader.Batch batch) {
        producer.beginTransaction();
        outputs.forEach(output -> producer.send(output.encode()));
        producer.sendOffsetsToTransaction(batch.next(), batch.group());
        producer.commitTransaction();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void await(Duration pause) {
        try {
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().addKeyValue("transactionalId", plan.name()).log("fold stopped");
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops after the transaction at hand, and waits for that, at most ten seconds. */
    @Override
    public void close() {
        closing.countDown();
        FoldReader opened = reader;
        if (opened != null) {
            opened.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
