/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.DeadLetter;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Text;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Keeps what could not be processed, with where it came from and why. The same record gives the same event, however often it is read. */
public final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int KEPT_BYTES = 64 * 1024;

    private final EventPublisher publisher;
    private final EventFactory events;
    private final LongAdder kept = new LongAdder();

    public DeadLetters(EventPublisher publisher, EventFactory events) {
        this.publisher = publisher;
        this.events = events;
    }

    /** Keeps a record that could not be read as an event. */
    public Future<Position> publish(Received.Poisoned poisoned) {
        return publisher.publish(envelope(poisoned, events)).onSuccess(position -> {
            kept.increment();
            report(poisoned);
        });
    }

    static void report(Received.Poisoned poisoned) {
        at(log.atWarn(), poisoned.position())
                .addKeyValue("reason", poisoned.reason())
                .addKeyValue("message", poisoned.message())
                .log("a record could not be read, it went to the dead letter");
    }

    /** The letter as an event, for who publishes it in a transaction. */
    static Envelope<DeadLetter> envelope(Received.Poisoned poisoned, EventFactory events) {
        Position position = poisoned.position();
        DeadLetter letter = letter(position, poisoned.key(), poisoned.reason(), poisoned.message(), poisoned.raw());
        return events.first(letter, id(position));
    }

    /** Keeps an event whose handler failed. The cause is logged, but not published: it may quote what is secret. */
    public Future<Position> publish(Received.Understood record, Throwable cause) {
        Position position = record.position();
        String message = "the handler failed: " + cause.getClass().getSimpleName();
        DeadLetter letter =
                letter(position, record.key(), "handler.failed", message, EventRecords.raw(record.envelope()));
        return publisher
                .publish(events.causedBy(record.envelope().meta(), letter, id(position)))
                .onSuccess(where -> {
                    kept.increment();
                    at(log.atError(), position)
                            .addKeyValue("eventId", record.envelope().id())
                            .setCause(cause)
                            .log("a record could not be handled, it went to the dead letter");
                });
    }

    /** Letters that were kept, since the start. From any thread. */
    public long count() {
        return kept.sum();
    }

    /** Keeps an event that somebody outside did not want, with a reason and message that are fit to be published. */
    public Future<Position> publish(Received.Understood record, String reason, String message) {
        Position position = record.position();
        DeadLetter letter = letter(position, record.key(), reason, message, EventRecords.raw(record.envelope()));
        return publisher
                .publish(events.causedBy(record.envelope().meta(), letter, id(position)))
                .onSuccess(kept -> at(log.atWarn(), position)
                        .addKeyValue("reason", reason)
                        .addKeyValue("message", message)
                        .log("an event went to the dead letter"));
    }

    private static LoggingEventBuilder at(LoggingEventBuilder event, Position position) {
        return event.addKeyValue("topic", position.topic().topicName())
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset());
    }

    private static String id(Position position) {
        return EventFactory.derivedId(
                "dead-letter",
                position.topic().topicName(),
                Integer.toString(position.partition()),
                Long.toString(position.offset()));
    }

    private static DeadLetter letter(
            Position position, @Nullable String key, String reason, String message, RawRecord raw) {
        byte[] value = raw.value();
        return new DeadLetter(
                position.topic().topicName(),
                position.partition(),
                position.offset(),
                printableKey(key),
                reason,
                message,
                raw.headers(),
                value == null
                        ? ""
                        : Base64.getEncoder().encodeToString(Arrays.copyOf(value, Math.min(value.length, KEPT_BYTES))),
                value == null ? 0 : value.length);
    }

    private static @Nullable String printableKey(@Nullable String key) {
        return key == null ? null : Text.printable(key, 200);
    }
}
