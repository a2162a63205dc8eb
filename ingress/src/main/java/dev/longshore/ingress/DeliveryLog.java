/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.Envelope;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.http.UnauthorizedLog;
import dev.longshore.ingress.push.OneLine;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each request, with its outcome. Never a body, a signature or a secret. */
final class DeliveryLog {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);

    private final UnauthorizedLog unauthorized = new UnauthorizedLog(System::nanoTime);

    /** One request, as the log names it. */
    record Subject(Endpoint endpoint, String client, long beganNanos) {
        long durationMs() {
            return (System.nanoTime() - beganNanos) / 1_000_000;
        }
    }

    void accepted(Subject subject, List<? extends Envelope<?>> events, @Nullable String deliveryId) {
        events.forEach(event -> line(log.atInfo(), subject, deliveryId)
                .addKeyValue("repository", event.event().key())
                .addKeyValue("eventId", event.id())
                .log("sync request accepted"));
    }

    void ignored(Subject subject, Decision.Ignore ignore) {
        line(log.atInfo(), subject, ignore.deliveryId())
                .addKeyValue("reason", ignore.reason())
                .log("delivery ignored");
    }

    void refused(Subject subject, Refusal refusal, Throwable failure) {
        OptionalLong suppressed =
                refusal.status() == 401 ? unauthorized.next(subject.endpoint().name()) : OptionalLong.of(0);
        if (suppressed.isEmpty()) {
            return;
        }
        LoggingEventBuilder line = line(level(refusal.status()), subject, null)
                .addKeyValue("status", refusal.status())
                .addKeyValue("reason", OneLine.of(refusal.detail(), 300));
        if (refusal.getCause() != null) {
            line = line.addKeyValue("cause", OneLine.of(refusal.getCause().toString(), 300));
        }
        if (suppressed.getAsLong() > 0) {
            line = line.addKeyValue("suppressed", suppressed.getAsLong());
        }
        line.setCause(refusal.status() == 500 ? failure : null).log("request refused");
    }

    private static LoggingEventBuilder line(LoggingEventBuilder line, Subject subject, @Nullable String deliveryId) {
        LoggingEventBuilder named = line.addKeyValue(
                        "webhook", subject.endpoint().name())
                .addKeyValue("client", subject.client())
                .addKeyValue("durationMs", subject.durationMs());
        return deliveryId == null ? named : named.addKeyValue("deliveryId", deliveryId);
    }

    private static LoggingEventBuilder level(int status) {
        return status == 500 ? log.atError() : status == 503 ? log.atWarn() : log.atInfo();
    }
}
