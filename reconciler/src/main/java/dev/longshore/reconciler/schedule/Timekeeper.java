/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.schedule;

import dev.longshore.events.DriftCheck;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackId;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.FencedNote;
import dev.longshore.events.kafka.FencedPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.UnpublishedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for polls and drift checks when they are due, on its own thread. Of all instances only the newest can publish; with what it
 * publishes it notes up to when it has asked, in one transaction, and its heir goes on after that. So no slot is asked for twice, also by
 * a zombie or by machines whose clocks disagree. What cannot be published when it is due is skipped.
 */
public final class Timekeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Timekeeper.class);
    private static final String NAME = "longshore-reconciler-schedule";
    private static final FencedNote ASKED_UNTIL = new FencedNote(NAME, Topic.SYNC);
    /** For drift checks, of which hosts read only what is committed: they wait no longer for one of us that froze. */
    private static final Duration TRANSACTION = Duration.ofSeconds(5);

    private static final long LOOK_MS = 1000;
    private static final long PAUSE_MS = 1000;
    /** Longer than an election takes to see that we are not the one any more. */
    private static final long PAUSE_WHEN_FENCED_MS = 10_000;
    /** No two clocks of ours are further apart; a note from beyond was made by a broken one, and is not waited for. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(10);

    private final KafkaSettings settings;
    private final EventFactory events;
    private final Clock clock;
    private final Consumer<Event> asked;
    private final Agenda agenda;
    private final Thread thread;
    private boolean closing;
    private Instant askedUntil = Instant.MIN;

    /** @param jitter by which part the time between two slots is at most longer or shorter, 0 to 0.5 */
    public Timekeeper(double jitter, KafkaSettings settings, EventFactory events, Clock clock) {
        this(jitter, settings, events, clock, event -> {});
    }

    /** @param asked hears of each poll and drift check that was published */
    public Timekeeper(double jitter, KafkaSettings settings, EventFactory events, Clock clock, Consumer<Event> asked) {
        this.asked = asked;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.agenda = new Agenda(jitter);
        this.thread = new Thread(this::run, NAME);
        thread.setDaemon(true);
    }

    public Timekeeper start() {
        thread.start();
        return this;
    }

    /** From now on exactly these repositories are polled, each at its interval. */
    public synchronized void polls(Map<String, Duration> intervals) {
        Instant now = clock.instant();
        Set<Event> gone = new HashSet<>(agenda.events());
        gone.removeIf(DriftCheck.class::isInstance);
        intervals.forEach((repository, interval) -> {
            Event poll = new SyncRequested(repository, Trigger.POLL, false, "reconciler");
            gone.remove(poll);
            agenda.put(poll, interval, now);
        });
        gone.forEach(agenda::remove);
        notifyAll();
    }

    /** From now on this stack is checked for drift at that interval; null for not at all. */
    public synchronized void driftCheck(StackId stack, @Nullable Duration interval) {
        Event check = new DriftCheck(stack);
        if (interval == null) {
            agenda.remove(check);
        } else {
            agenda.put(check, interval, clock.instant());
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                keepTime();
            } catch (UnpublishedException e) {
                warn(e);
                pause(e.isFenced() ? PAUSE_WHEN_FENCED_MS : PAUSE_MS);
            } catch (BrokerUnreachableException e) {
                warn(e);
                pause(PAUSE_MS);
            } catch (RuntimeException e) { // polls are what is left when all else fails: they must not end
                log.atError().setCause(e).log("asking for polls and drift checks failed; it begins anew");
                pause(PAUSE_MS);
            }
        }
    }

    private static void warn(Exception e) {
        log.atWarn()
                .addKeyValue("reason", e.getMessage())
                .log("polls and drift checks are interrupted; what is due meanwhile is skipped");
    }

    /** From the fence, which finishes whatever an earlier instance left open, to the first failure. */
    private void keepTime() throws UnpublishedException, BrokerUnreachableException {
        try (FencedPublisher publisher = FencedPublisher.open(settings, NAME, TRANSACTION)) {
            askedUntil = ASKED_UNTIL.read(settings).map(this::believed).orElse(Instant.MIN);
            for (List<Slot> due = awaitDue(); !isClosing(); due = awaitDue()) {
                ask(publisher, due);
            }
        }
    }

    private Instant believed(String note) {
        Instant noted = Instant.parse(note);
        return noted.isAfter(clock.instant().plus(CLOCKS_APART)) ? Instant.MIN : noted;
    }

    private void ask(FencedPublisher publisher, List<Slot> due) throws UnpublishedException {
        List<Slot> open =
                due.stream().filter(slot -> slot.due().isAfter(askedUntil)).toList();
        if (open.isEmpty()) {
            return;
        }
        Instant until = open.get(open.size() - 1).due();
        publisher.transact(transaction -> {
            open.forEach(slot -> transaction.publish(events.first(slot.event(), slot.id())));
            transaction.note(ASKED_UNTIL, until.toString());
            return until;
        });
        askedUntil = until;
        open.forEach(slot -> asked.accept(slot.event()));
    }

    /** Waits until something is due, for a second at most: what is put on the agenda meanwhile may be due before. */
    private synchronized List<Slot> awaitDue() {
        Instant now = clock.instant();
        List<Slot> due = agenda.take(now);
        if (due.isEmpty()) {
            long wait = agenda.next()
                    .map(next -> Duration.between(now, next).toMillis() + 1)
                    .orElse(LOOK_MS);
            await(Math.max(1, Math.min(wait, LOOK_MS)));
        }
        return due;
    }

    private synchronized void pause(long millis) {
        if (!closing) {
            await(millis);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // whoever waits looks again, or need not wait for all of it
    private synchronized void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            closing = true;
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Asks for nothing more, and waits for what is being published, at most ten seconds. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
