/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackName;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.StatusMirror;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/** Every stack that was announced, and every status there is, as the active instance has written it to the log. */
final class KnownStacks implements AutoCloseable {
    private final StatusMirror mirror = new StatusMirror();
    private final Set<StackId> announced = new ConcurrentSkipListSet<>();
    private final LogFollower follower;

    KnownStacks(KafkaSettings settings) {
        this.follower = new LogFollower(
                settings,
                "longshore-api-stacks",
                Map.of(
                        Topic.STATUS, LogFollower.Start.BEGINNING,
                        Topic.REVISION, LogFollower.Start.BEGINNING),
                Map.of(),
                (records, next) -> accept(records));
    }

    /** Begins to read, and returns at once. */
    void start() {
        follower.start();
    }

    private void accept(List<Received> records) {
        mirror.accept(records);
        records.forEach(record -> {
            if (record instanceof Received.Understood understood && understood.event() instanceof RevisionEvent event) {
                announced.add(event.stack());
            }
        });
    }

    /** Those whose key comes behind {@code key}, in the order of stack and host. */
    Stream<StackStatus> after(String key) throws Refusal {
        requireRead();
        return mirror.after(key);
    }

    /** The statuses of the one stack that a path means, one for each host; never empty. */
    List<StackStatus> of(String escapedName) throws Refusal {
        StackName name = name(escapedName);
        requireRead();
        List<StackStatus> found = mirror.matching(status -> name.test(status.stack()));
        requireOne(name, found.stream().map(StackStatus::stack).distinct().toList());
        return found;
    }

    /** The one stack that a path means, also without a host or a status, or one that is there no more. */
    StackId named(String escapedName) throws Refusal {
        StackName name = name(escapedName);
        if (name.text().contains("/")) {
            return StackId.parse(name.text());
        }
        requireRead();
        return requireOne(name, announced.stream().filter(name).toList());
    }

    private static StackId requireOne(StackName name, List<StackId> stacks) throws Refusal {
        if (stacks.isEmpty()) {
            throw unknown(name.text());
        }
        if (stacks.size() > 1) {
            throw Refusal.notFound("several repositories have a stack " + name + "; write one of " + stacks);
        }
        return stacks.get(0);
    }

    static Refusal unknown(String stack) {
        return Refusal.notFound("no stack is named " + stack + "; /api/status lists them");
    }

    private void requireRead() throws Refusal {
        if (!follower.caughtUp().isDone() || follower.caughtUp().isCompletedExceptionally()) {
            throw Refusal.unavailable("the stacks have not been read from the log yet", null);
        }
    }

    /** {@code repository/stack}, also with the slash escaped, or {@code stack}. */
    private static StackName name(String escaped) throws Refusal {
        try {
            return new StackName(URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound("a stack is written repository/stack or stack, in lower case");
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
