/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.StackId;
import dev.longshore.events.StackName;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.StatusMirror;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every status there is, as the active instance has written it to the log. */
final class Statuses implements AutoCloseable {
    private final StatusMirror mirror = new StatusMirror();
    private final LogFollower follower;

    Statuses(KafkaSettings settings) {
        this.follower = new LogFollower(
                settings,
                "longshore-api-status",
                Map.of(Topic.STATUS, LogFollower.Start.BEGINNING),
                Map.of(),
                (records, next) -> mirror.accept(records));
    }

    /** Begins to read, and returns at once. */
    void start() {
        follower.start();
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
        List<StackId> stacks = found.stream().map(StackStatus::stack).distinct().toList();
        if (stacks.isEmpty()) {
            throw Refusal.notFound("no stack is named " + name + "; /api/status lists them");
        }
        if (stacks.size() > 1) {
            throw Refusal.notFound("several repositories have a stack " + name + "; write one of " + stacks);
        }
        return found;
    }

    private void requireRead() throws Refusal {
        if (!follower.caughtUp().isDone() || follower.caughtUp().isCompletedExceptionally()) {
            throw Refusal.unavailable("the status has not been read from the log yet", null);
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
