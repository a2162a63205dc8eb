/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.config.BodyFormat;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.Template;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Sink;
import io.cloudevents.CloudEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Any program that takes HTTP requests: a CloudEvent (HTTP protocol binding 1.0.2, structured or binary), or a body of the user's own.
 * Signed, if there is a key, as Standard Webhooks has it.
 */
final class WebhookSink implements Sink {
    private final NotifyTarget.Webhook target;
    private final HttpSender http;
    private final NotificationEvents events;
    private final Clock clock;

    WebhookSink(NotifyTarget.Webhook target, HttpSender http, NotificationEvents events, Clock clock) {
        this.target = target;
        this.http = http;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Future<Void> send(Message message) {
        return http.post(() -> request(message));
    }

    private HttpSender.Request request(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        target.headers().forEach((name, value) -> headers.put(name, value.value()));
        Secret token = target.token();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token.value());
        }
        byte[] body = body(message, headers);
        sign(message, body, headers);
        return new HttpSender.Request(target.url().resolve(), headers, Buffer.buffer(body));
    }

    private byte[] body(Message message, Map<String, String> headers) {
        Template template = target.body();
        if (template != null) {
            headers.put("Content-Type", target.contentType());
            Wording wording = new Wording(message, null, null);
            return template.fill(wording.values(), BodyFormat.of(target.contentType())::escape)
                    .getBytes(StandardCharsets.UTF_8);
        }
        CloudEvent event = events.event(message);
        if (target.mode() == NotifyTarget.Webhook.Mode.STRUCTURED) {
            headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
            return NotificationEvents.json(event);
        }
        headers.put("Content-Type", "application/json");
        attributes(event, headers);
        return Objects.requireNonNull(event.getData()).toBytes();
    }

    /** All of them are plain ASCII: nothing has to be encoded. */
    private static void attributes(CloudEvent event, Map<String, String> headers) {
        headers.put("ce-specversion", event.getSpecVersion().toString());
        for (String name : new TreeSet<>(event.getAttributeNames())) {
            Object value = event.getAttribute(name);
            if (value != null && !name.equals("datacontenttype") && !name.equals("specversion")) {
                headers.put("ce-" + name, text(value));
            }
        }
        event.getExtensionNames().forEach(name -> headers.put("ce-" + name, String.valueOf(event.getExtension(name))));
    }

    /** Java leaves out seconds that are zero, RFC 3339 does not. */
    private static String text(Object attribute) {
        return attribute instanceof OffsetDateTime time
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                : attribute.toString();
    }

    /** The id and the time are sent also without a key: by the id a receiver knows what it has seen before. */
    private void sign(Message message, byte[] body, Map<String, String> headers) {
        String time = Long.toString(clock.instant().getEpochSecond());
        headers.put("webhook-id", message.id());
        headers.put("webhook-timestamp", time);
        byte[] key = target.signingKey();
        if (key != null) {
            headers.put("webhook-signature", WebhookSignature.of(key, message.id(), time, body));
        }
    }

    @Override
    public Future<Void> close() {
        return http.close();
    }
}
