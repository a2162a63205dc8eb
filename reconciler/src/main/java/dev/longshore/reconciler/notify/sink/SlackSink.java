/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.Severity;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Sink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** An incoming webhook of Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), with blocks. */
final class SlackSink implements Sink {
    /** Bounds of the blocks; a body that breaks them is refused as a whole. */
    private static final int MOST_HEADER = 150;

    private static final int MOST_SECTION = 2900;

    private static final Map<Severity, String> SIGNS = Map.of(
            Severity.ERROR, "\uD83D\uDD34",
            Severity.WARNING, "\uD83D\uDFE0",
            Severity.INFO, "\uD83D\uDFE2",
            Severity.DEBUG, "\u26AA");

    private final NotifyTarget.Slack target;
    private final HttpSender http;

    SlackSink(NotifyTarget.Slack target, HttpSender http) {
        this.target = target;
        this.http = http;
    }

    @Override
    public Future<Void> send(Message message) {
        return http.post(() -> new HttpSender.Request(
                target.url().resolve(),
                Map.of("Content-Type", "application/json; charset=utf-8"),
                Buffer.buffer(body(message).toString())));
    }

    private ObjectNode body(Message message) {
        Wording wording = new Wording(message, target.title(), target.text());
        String title = SIGNS.getOrDefault(message.severity(), "") + " " + wording.title();
        ObjectNode body = EventJson.MAPPER.createObjectNode().put("text", escape(title)); // for notifications
        ArrayNode blocks = body.putArray("blocks");
        blocks.addObject()
                .put("type", "header")
                .putObject("text")
                .put("type", "plain_text")
                .put("text", clipped(title, MOST_HEADER));
        blocks.addObject()
                .put("type", "section")
                .putObject("text")
                .put("type", "mrkdwn")
                .put("text", section(wording.text()));
        return body;
    }

    /** Cut between characters, not within what one was escaped to. */
    private static String section(String text) {
        StringBuilder section = new StringBuilder();
        for (int codePoint : text.codePoints().toArray()) {
            String escaped = escape(Character.toString(codePoint));
            if (section.length() + escaped.length() > MOST_SECTION) {
                return section.append("…").toString();
            }
            section.append(escaped);
        }
        return section.toString();
    }

    private static String clipped(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Math.max(0, length - 1);
        boolean splits = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splits ? end - 1 : end) + "…";
    }

    /** The three characters that Slack gives a meaning: else {@code <!channel>} in a message would call everybody. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public Future<Void> close() {
        return http.close();
    }
}
