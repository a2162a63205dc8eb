/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.Severity;
import dev.longshore.events.config.SinkUrl;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Notice;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Messages, and what becomes of them. */
final class Sample {
    static final StackId WEB = new StackId("homelab", "web");
    static final Revision ONE = new Revision("main", "1".repeat(40));
    private static final EventFactory EVENTS = new EventFactory("applier", "alpha", Clock.systemUTC());

    private Sample() {}

    static Message failure(String message) {
        return new Message("0198c0de-0000-7000-8000-000000000001", List.of(notice(WEB, message)));
    }

    static Message failures(int count, String message) {
        List<Notice> notices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            notices.add(notice(new StackId("homelab", "s" + i), message));
        }
        return new Message("0198c0de-0000-7000-8000-000000000002", notices);
    }

    private static Notice notice(StackId stack, String message) {
        DeploymentEvent.Failed event = new DeploymentEvent.Failed(
                stack, "alpha", ONE, 1, null, 1, "health.timeout", message, List.of(), Map.of());
        return new Notice(
                "e-" + stack,
                "deployment.failed",
                Severity.ERROR,
                Severity.ERROR,
                "homelab@" + ONE.commit(),
                new Notice.Where("homelab", stack, "alpha"),
                ONE,
                "health.timeout",
                message,
                Instant.parse("2026-01-01T12:00:00Z"),
                EVENTS.first(event));
    }

    static Secret secret(String value) {
        return new Secret.FromEnvironment("SECRET", name -> value);
    }

    static SinkUrl url(String text) {
        return new SinkUrl(URI.create(text), null);
    }

    static void deliver(Sink sink, Message message) {
        Receiver.get(sink.send(message));
    }

    static DeliveryException failure(Sink sink, Message message) {
        return failure(sink.send(message));
    }

    static DeliveryException failure(Future<Void> sent) {
        Throwable thrown = catchThrowable(() -> Receiver.get(sent));
        return (DeliveryException) Objects.requireNonNull(thrown.getCause());
    }
}
