/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.StackStatus;
import dev.longshore.events.kafka.Output;
import io.cloudevents.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells a board one event after another, a second apart, and keeps what it says. */
final class Story {
    private final EventFactory factory =
            new EventFactory("reconciler", "alpha", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    final Map<String, StackStatus.Hook> hooks = new HashMap<>();
    StatusBoard board = newBoard();
    final List<Output> outputs = new ArrayList<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    Story tell(Event... events) {
        for (Event event : events) {
            again(factory.first(event));
        }
        return this;
    }

    /** Tells an event that may have been told before. */
    List<Output> again(Envelope<?> envelope) {
        now = now.plusSeconds(1);
        List<Output> said = board.apply(new Observation(envelope.meta(), envelope.event(), now));
        outputs.addAll(said);
        return said;
    }

    <E extends Event> Envelope<E> envelope(E event) {
        return factory.first(event);
    }

    List<Output> passes(Duration time) {
        now = now.plus(time);
        List<Output> said = board.tick(now);
        outputs.addAll(said);
        return said;
    }

    /** The reconciler starts anew, and has nothing but what it published. */
    Story restarts() {
        List<StackStatus> statuses = List.copyOf(board.statuses());
        board = newBoard();
        statuses.forEach(status -> board.restore(status, now));
        return this;
    }

    StackStatus status() {
        return status(Sample.WEB + "@" + Sample.ALPHA);
    }

    StackStatus status(String key) {
        return board.statuses().stream()
                .filter(status -> status.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    List<CloudEvent> cdEvents() {
        return outputs.stream()
                .filter(Output.Foreign.class::isInstance)
                .map(output -> ((Output.Foreign) output).event())
                .toList();
    }

    /** Types without prefix and version, such as {@code service.deployed}; without those of hosts and of custom events. */
    List<String> told() {
        return cdEvents().stream()
                .map(CloudEvent::getType)
                .filter(type -> type.startsWith("dev.cdevents.") && !type.contains("environment"))
                .map(type -> type.substring("dev.cdevents.".length(), type.length() - ".0.3.0".length()))
                .toList();
    }

    private StatusBoard newBoard() {
        return new StatusBoard(factory, new CdEvents(factory.source()), hooks::put);
    }
}
