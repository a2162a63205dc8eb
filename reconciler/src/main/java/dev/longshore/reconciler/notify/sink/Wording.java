/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.Revision;
import dev.longshore.events.Text;
import dev.longshore.events.config.Template;
import dev.longshore.reconciler.notify.Message;
import dev.longshore.reconciler.notify.Notice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a message into words. */
final class Wording {
    private static final int MOST_LINES = 30;
    private static final int MOST_NAMES = 10;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_LINE = 600;
    private static final int LONGEST_TEXT = 12_000;

    private static final Map<String, String> VERBS = Map.ofEntries(
            Map.entry("deployment.started", "deploys"),
            Map.entry("deployment.succeeded", "deployed"),
            Map.entry("deployment.failed", "failed"),
            Map.entry("deployment.rolledback", "rolled back"),
            Map.entry("deployment.superseded", "superseded"),
            Map.entry("deployment.skipped", "skipped"),
            Map.entry("deployment.refused", "refused"),
            Map.entry("deployment.orphaned", "orphaned"),
            Map.entry("deployment.removed", "removed"),
            Map.entry("deployment.suspended", "suspended"),
            Map.entry("deployment.resumed", "resumed"),
            Map.entry("drift.detected", "drifted"),
            Map.entry("drift.corrected", "put right"),
            Map.entry("source.changed", "has a new commit"),
            Map.entry("source.failed", "cannot be read"),
            Map.entry("source.recovered", "can be read again"),
            Map.entry("host.silent", "silent"),
            Map.entry("host.heard", "heard again"),
            Map.entry("webhook.suspect", "webhook looks broken"),
            Map.entry("webhook.working", "webhook works again"));

    private final Message message;
    private final @Nullable Template title;
    private final @Nullable Template text;

    /** @param title null for the usual one, like {@code text} */
    Wording(Message message, @Nullable Template title, @Nullable Template text) {
        this.message = message;
        this.title = title;
        this.text = text;
    }

    /** One line. */
    String title() {
        String words = title == null ? usualTitle() : title.fill(values(), UnaryOperator.identity());
        return Text.printable(words.replaceAll("\\s+", " ").strip(), LONGEST_TITLE);
    }

    /** Any number of lines; never empty. */
    String text() {
        String words = text == null ? usualText() : text.fill(values(), UnaryOperator.identity());
        return words.isBlank() ? title() : Text.printable(words, LONGEST_TEXT);
    }

    /** Of all placeholders. */
    Map<String, String> values() {
        Notice first = message.first();
        Map<String, String> values = new HashMap<>();
        values.put("id", message.id());
        values.put("title", Text.printable(usualTitle(), LONGEST_TITLE));
        values.put("text", Text.printable(usualText(), LONGEST_TEXT));
        values.put("severity", message.severity().text());
        values.put("type", all(Notice::type));
        values.put("stack", all(notice -> notice.where().stack()));
        values.put("host", all(notice -> notice.where().host()));
        values.put("repository", all(notice -> notice.where().repository()));
        values.put("revision", all(Notice::revision));
        values.put(
                "commit",
                all(notice ->
                        notice.revision() == null ? null : notice.revision().commit()));
        values.put("reason", all(Notice::reason));
        values.put("message", Text.printable(String.join("; ", messages()), LONGEST_LINE));
        values.put("count", Integer.toString(message.notices().size()));
        values.put("time", first.time().toString());
        return values;
    }

    private List<String> messages() {
        return message.notices().stream()
                .map(Notice::message)
                .filter(text -> !text.isBlank())
                .distinct()
                .limit(MOST_NAMES)
                .toList();
    }

    private String all(Function<Notice, @Nullable Object> part) {
        List<String> names = message.notices().stream()
                .map(part)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .distinct()
                .toList();
        Stream<String> more = names.size() > MOST_NAMES ? Stream.of("…") : Stream.empty();
        return Stream.concat(names.stream().limit(MOST_NAMES), more).collect(Collectors.joining(", "));
    }

    private String usualTitle() {
        Notice first = message.first();
        if (message.notices().size() == 1) {
            return headline(first);
        }
        Map<String, Long> counts = message.notices().stream()
                .collect(Collectors.groupingBy(Wording::verb, LinkedHashMap::new, Collectors.counting()));
        String summary = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        String of = all(
                notice -> notice.where().stack() == null ? null : notice.where().repository());
        Revision revision = first.revision();
        return (of.isEmpty() ? "Longshore" : of) + (revision == null ? "" : " " + revision.brief()) + ": " + summary;
    }

    private static String headline(Notice notice) {
        Revision revision = notice.revision();
        return notice.where().text() + ": " + verb(notice) + (revision == null ? "" : " " + revision.brief());
    }

    private static String verb(Notice notice) {
        return VERBS.getOrDefault(notice.type(), notice.type());
    }

    private String usualText() {
        List<Notice> notices = message.notices();
        if (notices.size() == 1) {
            return detail(notices.get(0));
        }
        String lines = notices.stream().limit(MOST_LINES).map(Wording::line).collect(Collectors.joining("\n"));
        int more = notices.size() - MOST_LINES;
        return more > 0 ? lines + "\n… and " + more + " more" : lines;
    }

    private static String line(Notice notice) {
        String detail = detail(notice);
        return "- " + notice.where().text() + ": " + verb(notice) + (detail.isEmpty() ? "" : ", " + detail);
    }

    private static String detail(Notice notice) {
        String words = Stream.of(notice.reason(), notice.message())
                .filter(word -> word != null && !word.isBlank())
                .collect(Collectors.joining(": "));
        return Text.printable(words.strip(), LONGEST_LINE);
    }
}
