/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.HostIdentity;
import dev.longshore.applier.store.OffsetStore;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.EventMeta;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.Received;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what {@code longshore.revision} says of this host's stacks. An offset is stored only when everything before it would survive a
 * power cut; what is read twice is recognised by its generation.
 */
final class Intake implements LogFollower.BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final HostIdentity identity;
    private volatile Map<String, String> labels;
    private final Lanes lanes;
    private final Projects projects;
    private final Neighbours neighbours;
    private final OffsetStore offsets;
    private final DeadLetterBox deadLetters;
    private final Reporter reporter;
    private final Set<StackStore> unflushed = new LinkedHashSet<>();
    private boolean toldTrouble;

    Intake(
            HostIdentity identity,
            Map<String, String> labels,
            Lanes lanes,
            Projects projects,
            Neighbours neighbours,
            OffsetStore offsets,
            DeadLetterBox deadLetters,
            Reporter reporter) {
        this.identity = identity;
        this.labels = labels;
        this.lanes = lanes;
        this.projects = projects;
        this.neighbours = neighbours;
        this.offsets = offsets;
        this.deadLetters = deadLetters;
        this.reporter = reporter;
    }

    /** From the next record on the host has these labels. */
    void relabel(Map<String, String> others) {
        labels = others;
    }

    /** An event of a stack, with its attributes. */
    private record News(EventMeta meta, RevisionEvent event) {}

    @Override
    public void accept(List<Received> records, Map<Place, Long> next) {
        Map<StackId, News> newest = new HashMap<>();
        for (Received received : records) {
            if (received instanceof Received.Poisoned poisoned) {
                deadLetters.bury(poisoned);
            } else if (received instanceof Received.Understood understood
                    && understood.event() instanceof RevisionEvent event) {
                News news = new News(understood.envelope().meta(), event);
                newest.merge(event.stack(), news, Intake::newer);
            }
        }
        List<StackStore> touched = new ArrayList<>();
        newest.values().forEach(news -> take(news, touched));
        unflushed.addAll(touched);
        keep(next); // after the work has begun: a revision need not wait for the disk
    }

    /** With a full disk the work goes on from memory; the log is read again from the last offset that could be kept. */
    private void keep(Map<Place, Long> next) {
        try {
            unflushed.forEach(StackStore::flush);
            unflushed.clear();
            offsets.advance(next);
            toldTrouble = false;
        } catch (UncheckedIOException e) {
            if (!toldTrouble) {
                toldTrouble = true;
                log.atError()
                        .addKeyValue("reason", HostFailures.again(e).reason())
                        .setCause(e)
                        .log("what the log says cannot be kept now; trying again with what comes next");
            }
        }
    }

    private static News newer(News one, News other) {
        return other.event().generation() > one.event().generation() ? other : one;
    }

    private void take(News news, List<StackStore> touched) {
        RevisionEvent event = news.event();
        boolean ours =
                event instanceof RevisionEvent.Changed changed && changed.spec().selects(identity.host(), labels);
        if (!ours && lanes.find(event.stack()).isEmpty()) {
            return;
        }
        StackLane lane = lanes.of(event.stack());
        touched.add(lane.store());
        StackState known = lane.store().state();
        boolean asKnown = event.generation() == known.observed() && ours == (known.desired() != null);
        if (event.generation() < known.observed() || asKnown) {
            return;
        }
        if (ours) {
            desire(lane, new Desired(news.meta(), (RevisionEvent.Changed) event));
        } else {
            release(lane, news);
        }
        lane.outbox().send();
        lane.wake();
        neighbours.changed(event.stack());
    }

    private void desire(StackLane lane, Desired next) {
        lane.store().note(state -> {
            Desired waiting = state.waiting();
            StackState desiring = state.desire(next);
            return waiting == null || waiting.generation() == lane.working()
                    ? desiring
                    : desiring.settle(waiting.generation()).post(overtaken(waiting, next.generation()));
        });
        log.atInfo()
                .addKeyValue("stack", next.event().stack())
                .addKeyValue("revision", next.event().revision())
                .addKeyValue("generation", next.generation())
                .log("a revision is wanted");
    }

    private OutgoingEvent overtaken(Desired waiting, long by) {
        return reporter.superseded(
                waiting.meta(), waiting.event().stack(), waiting.event().revision(), waiting.generation(), by);
    }

    /** What runs is left to its owner: only the stack's own settings may take it down, and nothing if a person wants it left alone. */
    private void release(StackLane lane, News news) {
        RevisionEvent event = news.event();
        String reason = event instanceof RevisionEvent.Removed ? "stack.removed" : "host.unselected";
        StackState known = lane.store().state();
        boolean ran = known.desired() != null;
        boolean prune = ran && prunes(event) && !known.orders().suspended();
        if (ran) {
            log.atWarn()
                    .addKeyValue("stack", event.stack())
                    .addKeyValue("reason", reason)
                    .log(
                            prune
                                    ? "a stack is not this host's any more; taking it down"
                                    : "a stack is not this host's any more; its containers are left running");
        }
        lane.store().note(state -> {
            if (prune) {
                return state.leave(news.meta(), event.generation(), reason);
            }
            StackState released = state.release(event.generation());
            return ran
                    ? released.post(reporter.orphaned(news.meta(), event.stack(), event.generation(), reason))
                    : released;
        });
        if (!prune) {
            projects.release(event.stack());
        }
    }

    private static boolean prunes(RevisionEvent event) {
        return event instanceof RevisionEvent.Removed removed
                ? removed.prune()
                : event instanceof RevisionEvent.Changed changed
                        && changed.spec().prune();
    }
}
