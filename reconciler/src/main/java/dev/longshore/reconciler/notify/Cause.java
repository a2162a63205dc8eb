/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.EventFactory;
import dev.longshore.events.kafka.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The notices of one cause that are being collected. Confined to one thread. */
final class Cause {
    private final String key;
    private final long number;
    private final Instant opened;
    private final List<Part> parts = new ArrayList<>();

    private record Part(Notice notice, Position position) {}

    /** @param number grows with each cause that is opened */
    Cause(String key, long number, Instant opened) {
        this.key = key;
        this.number = number;
        this.opened = opened;
    }

    void add(Notice notice, Position position) {
        parts.add(new Part(notice, position));
    }

    String key() {
        return key;
    }

    long number() {
        return number;
    }

    /** When the broker took its first notice. */
    Instant opened() {
        return opened;
    }

    int size() {
        return parts.size();
    }

    List<Position> positions() {
        return parts.stream().map(Part::position).toList();
    }

    /** Drops what is somebody else's now; returns whether nothing is left. */
    boolean forget(Predicate<Position> lost) {
        parts.removeIf(part -> lost.test(part.position()));
        return parts.isEmpty();
    }

    /** What a sink is given. Its id is made of what is in it. */
    Message message(String sink) {
        List<Notice> notices = parts.stream().map(Part::notice).toList();
        List<String> ids = new ArrayList<>(List.of("notification", sink));
        notices.stream().map(Notice::id).sorted().forEach(ids::add);
        return new Message(EventFactory.derivedId(ids.toArray(String[]::new)), notices);
    }
}
