/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.config.NotifyConfig;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.reconciler.notify.Delivery;
import dev.longshore.reconciler.notify.Route;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sinks that are configured, as long as this instance is the active one. Safe for use by many threads. */
public final class Notifications {
    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    private final Vertx vertx;
    private final Delivery.Surroundings around;
    private final NotificationEvents events;
    private final Map<NotifyConfig, Delivery> running = new LinkedHashMap<>();
    private List<NotifyConfig> wanted = List.of();
    private boolean active;

    /** @param source {@code /longshore/reconciler/<host>} */
    public Notifications(Vertx vertx, Delivery.Surroundings around, String source) {
        this.vertx = vertx;
        this.around = around;
        this.events = new NotificationEvents(source);
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
        Delivery delivery = new Delivery(config.name(), sink(config.target()), route, around);
        delivery.start();
        log.atInfo().addKeyValue("sink", config.name()).log("notifications are sent to this sink");
        return delivery;
    }

    private Sink sink(NotifyTarget target) {
        if (target instanceof NotifyTarget.Webhook webhook) {
            return new WebhookSink(webhook, new HttpSender(vertx, webhook.certificates()), events, around.clock());
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
