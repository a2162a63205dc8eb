/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.EventFactory;
import dev.longshore.events.config.NotifyConfig;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.reconciler.notify.Delivery;
import dev.longshore.reconciler.notify.Route;
import dev.longshore.reconciler.notify.Sink;
import dev.longshore.reconciler.notify.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sinks that are configured, as long as this instance is the active one. Safe for use by many threads. */
public final class Notifications {
    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final KafkaSettings kafka;
    private final EventFactory events;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Timing timing;
    private final Map<NotifyConfig, Delivery> running = new LinkedHashMap<>();
    private List<NotifyConfig> wanted = List.of();
    private boolean active;
    /** For dead letters; from the first sink on. */
    private @Nullable EventPublisher publisher;

    public Notifications(
            Vertx vertx, KafkaSettings kafka, EventFactory events, MeterRegistry metrics, Clock clock, Timing timing) {
        this.vertx = vertx;
        this.kafka = kafka;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
        this.timing = timing;
    }

    /** From now on these. What did not change goes on undisturbed; what changed goes on where it was. Waits for those that end. */
    public synchronized void keep(List<NotifyConfig> sinks) {
        wanted = List.copyOf(sinks);
        adapt();
    }

    /** This instance is the one that sends, or not any more; then waits for what is being sent. */
    public synchronized void active(boolean isActive) {
        active = isActive;
        adapt();
    }

    private void adapt() {
        List<NotifyConfig> now = active ? wanted : List.of();
        List<Delivery> ended = new ArrayList<>();
        running.entrySet().removeIf(entry -> {
            boolean ends = !now.contains(entry.getKey());
            if (ends) {
                entry.getValue().requestStop();
                ended.add(entry.getValue());
            }
            return ends;
        });
        ended.forEach(Delivery::close);
        for (NotifyConfig config : now) {
            if (!running.containsKey(config)) {
                running.put(config, start(config));
            }
        }
    }

    private Delivery start(NotifyConfig config) {
        Route route = new Route(config.stacks(), config.types(), config.severity(), config.group());
        Delivery delivery = new Delivery(config.name(), sink(config.target()), route, around());
        delivery.start();
        log.atInfo().addKeyValue("sink", config.name()).log("notifications are sent to this sink");
        return delivery;
    }

    private Delivery.Surroundings around() {
        EventPublisher letters = publisher;
        if (letters == null) {
            letters = EventPublisher.create(vertx, kafka, "longshore-notify", DEADLINE);
            publisher = letters;
        }
        return new Delivery.Surroundings(kafka, new DeadLetters(letters, events), metrics, clock, timing);
    }

    /** Stops all for good. Blocks; the future is done when connections are closed, too. */
    public synchronized Future<Void> close() {
        active(false);
        EventPublisher letters = publisher;
        return letters == null ? Future.succeededFuture() : letters.close();
    }

    private Sink sink(NotifyTarget target) {
        if (target instanceof NotifyTarget.Webhook webhook) {
            NotificationEvents form = new NotificationEvents(events.source());
            return new WebhookSink(webhook, new HttpSender(vertx, webhook.certificates()), form, clock);
        } else if (target instanceof NotifyTarget.Ntfy ntfy) {
            return new NtfySink(ntfy, new HttpSender(vertx, ntfy.certificates()));
        } else if (target instanceof NotifyTarget.Slack slack) {
            return new SlackSink(slack, new HttpSender(vertx, null));
        } else if (target instanceof NotifyTarget.Email email) {
            return new EmailSink(vertx, email);
        }
        throw new IllegalArgumentException("no sink for " + target.getClass());
    }
}
