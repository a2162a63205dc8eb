/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives events their attributes on behalf of one service on one host. Safe for use by many threads. */
public final class EventFactory {
    private final String source;
    private final Clock clock;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    /**
     * @param service such as {@code ingress}
     * @param host this machine's configured name
     */
    public EventFactory(String service, String host, Clock clock) {
        this.source = "/longshore/" + service + "/" + host;
        this.clock = clock;
    }

    /** The CloudEvents {@code source} of its events. */
    public String source() {
        return source;
    }

    /** The first event of a chain. */
    public <E extends Event> Envelope<E> first(E event) {
        return first(event, newId());
    }

    /** The first event of a chain, under an id from {@link #derivedId}: published twice it is the same event. */
    public <E extends Event> Envelope<E> first(E event, String id) {
        return new Envelope<>(new EventMeta(id, source, clock.instant(), TraceParent.fresh(), id, null), event);
    }

    /** An event caused by another. */
    public <E extends Event> Envelope<E> causedBy(EventMeta cause, E event) {
        return causedBy(cause, event, newId());
    }

    /** An event caused by another, under an id from {@link #derivedId}: published twice it is the same event. */
    public <E extends Event> Envelope<E> causedBy(EventMeta cause, E event, String id) {
        return new Envelope<>(
                new EventMeta(
                        id,
                        source,
                        clock.instant(),
                        TraceParent.childOf(cause.traceparent()),
                        cause.correlationId(),
                        cause.id()),
                event);
    }

    /** {@link #causedBy(EventMeta, Event)} where there may be no cause: then the first event of a chain. */
    public <E extends Event> Envelope<E> causedByNullable(@Nullable EventMeta cause, E event) {
        return cause == null ? first(event) : causedBy(cause, event);
    }

    /** The same parts give the same id: a UUIDv5 (RFC 9562) of them. */
    public static String derivedId(String... parts) {
        byte[] name = String.join("\u0000", parts).getBytes(StandardCharsets.UTF_8);
        return Generators.nameBasedGenerator(NAMESPACE).generate(name).toString();
    }

    private static final UUID NAMESPACE = UUID.fromString("6c6f6e67-7368-5f72-8500-000000000001");

    private String newId() {
        return ids.generate().toString();
    }
}
