/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.Severity;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** A topic of an ntfy server: publishing as JSON (https://docs.ntfy.sh/publish/#publish-as-json), to the root of the server. */
final class NtfySink implements Sink {
    /** A longer message becomes an attachment. */
    private static final int MOST_BYTES = 4096;

    private static final int MOST_TITLE = 250;

    private static final Map<Severity, String> TAGS = Map.of(
            Severity.ERROR, "rotating_light",
            Severity.WARNING, "warning",
            Severity.INFO, "white_check_mark",
            Severity.DEBUG, "information_source");

    private final NotifyTarget.Ntfy target;
    private final HttpSender http;

    NtfySink(NotifyTarget.Ntfy target, HttpSender http) {
        this.target = target;
        this.http = http;
    }

    @Override
    public Future<Void> send(Message message) {
        return http.post(() -> request(message));
    }

    private HttpSender.Request request(Message message) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        Secret token = target.token();
        if (token != null) {
            headers.put("Authorization", "Bearer " + token.value());
        }
        return new HttpSender.Request(
                target.url().resolve(), headers, Buffer.buffer(body(message).toString()));
    }

    private ObjectNode body(Message message) {
        Wording wording = new Wording(message, target.title(), target.text());
        ObjectNode body = EventJson.MAPPER
                .createObjectNode()
                .put("topic", target.topic())
                .put("title", Clipped.toBytes(wording.title(), MOST_TITLE))
                .put("message", Clipped.toBytes(wording.text(), MOST_BYTES))
                .put("priority", priority(message.severity()));
        ArrayNode tags = body.putArray("tags").add(TAGS.getOrDefault(message.severity(), "information_source"));
        target.tags().forEach(tags::add);
        if (target.click() != null) {
            body.put("click", target.click());
        }
        return body;
    }

    /** From 1, silent, to 5, which a phone shows until it is looked at. */
    private static int priority(Severity severity) {
        return switch (severity) {
            case ERROR -> 4;
            case WARNING -> 3;
            case INFO -> 2;
            case DEBUG -> 1;
        };
    }

    @Override
    public Future<Void> close() {
        return http.close();
    }
}
