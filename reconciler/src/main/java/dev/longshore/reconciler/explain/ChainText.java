/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.Text;
import dev.longshore.events.Trigger;
import dev.longshore.reconciler.explain.Explanation.Announcement;
import dev.longshore.reconciler.explain.Explanation.Chain;
import dev.longshore.reconciler.explain.Explanation.Look;
import dev.longshore.reconciler.explain.Explanation.Request;
import dev.longshore.reconciler.explain.Explanation.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A chain as lines: the first with the time of day, the others with what has passed since. */
final class ChainText {
    private static final int LONGEST = 600;
    /** In the order in which a deployment goes through them. */
    private static final List<String> PHASES = List.of("fetch", "validate", "pull", "copy", "up", "gate");

    private final DateTimeFormatter clock;

    ChainText(ZoneId zone) {
        this.clock = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                .withZone(zone);
    }

    /** One thing that happened. */
    private record Line(Instant at, String what, List<String> details) {}

    String render(String title, Chain chain, Instant now) {
        List<Line> lines = new ArrayList<>();
        Announcement announcement = chain.announcement();
        Look look = announcement.look();
        if (look != null) {
            look.requests().forEach(request -> asked(request, lines));
            lines.add(looked(look, announcement.at()));
        }
        if (announcement.at() != null) {
            lines.add(announced(announcement, announcement.at()));
        }
        chain.steps().forEach(step -> lines.add(stepped(step)));
        lines.sort(Comparator.comparing(Line::at)); // keeps the order of what is told at one time
        return "  " + title + ": " + subject(announcement) + "\n" + body(lines, now);
    }

    private static String subject(Announcement announcement) {
        String commit = announcement.commit() == null
                ? ""
                : "  \"" + announcement.commit().subject() + "\" by "
                        + announcement.commit().author();
        return announcement.revision().brief()
                + (announcement.generation() == 0 ? "" : ", generation " + announcement.generation())
                + commit;
    }

    private String body(List<Line> lines, Instant now) {
        if (lines.isEmpty()) {
            return "    the log has nothing of it any more\n";
        }
        Instant first = lines.get(0).at();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            boolean isFirst = i == 0;
            String time = isFirst ? clock.format(first) : "+" + Words.duration(Duration.between(first, line.at()));
            out.append("    ").append(String.format("%-23s  ", time));
            out.append(Text.printable(line.what(), LONGEST).replace('\n', ' '));
            out.append(isFirst ? "  (" + Words.duration(Duration.between(first, now)) + " ago)" : "");
            out.append('\n');
            line.details()
                    .forEach(detail -> out.append(" ".repeat(31)).append(detail).append('\n'));
        }
        return out.toString();
    }

    private static void asked(Request request, List<Line> lines) {
        if (request.received() != null) {
            lines.add(new Line(request.received(), asked(request), List.of()));
        }
    }

    private static String asked(Request request) {
        if (request.trigger() != Trigger.PUSH) {
            return column(request.trigger() == Trigger.POLL ? "poll" : "request") + "by " + request.requestedBy()
                    + (request.force() ? ", --force" : "");
        }
        String range = request.after() == null
                ? ""
                : " " + (request.before() == null ? "" : Words.commit(request.before()) + "..")
                        + Words.commit(request.after());
        return column("push") + (request.pusher() == null ? "" : "by " + request.pusher() + ", ") + request.ref()
                + range
                + ", webhook " + (request.webhook() == null ? "" : request.webhook() + " ") + "(" + request.provider()
                + ")"
                + (request.deliveryId() == null ? "" : ", delivery " + request.deliveryId());
    }

    /** Its end is told in one transaction with what it announced, and behind that: people expect it before. */
    private static Line looked(Look look, @Nullable Instant announced) {
        int answered = look.requests().size();
        String together = answered > 1 ? ", one look for " + answered + " requests" : "";
        String by = answered == 0 ? ", " + Requests.finder(look) : "";
        return new Line(
                announced != null && announced.isBefore(look.at()) ? announced : look.at(),
                column("look") + brief(look) + by + together + "; affects "
                        + look.affected().stream().map(Object::toString).collect(Collectors.joining(", ")),
                List.of());
    }

    private static String brief(Look look) {
        String revision = look.revision() == null ? "" : look.revision().brief();
        return look.previous() == null || look.previous().equals(look.revision())
                ? revision
                : look.previous().brief() + " -> " + revision;
    }

    private static Line announced(Announcement announcement, Instant at) {
        return new Line(
                at,
                column("announced") + "generation " + announcement.generation()
                        + (announcement.bundleBytes() == null ? "" : ", " + size(announcement.bundleBytes())) + ": "
                        + announcement.why() + (announcement.branchRewritten() ? "; the branch was rewritten" : ""),
                List.of());
    }

    private static Line stepped(Step step) {
        String event = step.event().substring(step.event().indexOf('.') + 1);
        List<String> details = new ArrayList<>();
        step.services()
                .forEach(service -> details.add(String.format(
                        "%-16s %-10s %s", service.service(), service.decision().text(), service.why())));
        return new Line(step.at(), column(event) + words(step), details);
    }

    private static String words(Step step) {
        List<String> words = new ArrayList<>();
        if (step.attempt() > 0) {
            words.add("attempt " + step.attempt());
        }
        if (!step.cause().equals(Chains.ANNOUNCED)) {
            words.add("because " + step.cause());
        }
        if (step.backTo() != null) {
            words.add(step.revision().brief() + " gave way to " + step.backTo().brief());
        }
        if (step.reason() != null) {
            words.add(Words.reason(step.reason(), step.message()));
        }
        String phases = phases(step.phases());
        if (!phases.isEmpty()) {
            words.add(phases);
        }
        return String.join("; ", words);
    }

    private static String phases(Map<String, Long> phases) {
        List<String> known = new ArrayList<>(PHASES);
        phases.keySet().stream()
                .filter(phase -> !known.contains(phase))
                .sorted()
                .forEach(known::add);
        return known.stream()
                .filter(phases::containsKey)
                .map(phase -> phase + " " + took(phases.get(phase)))
                .collect(Collectors.joining(", "));
    }

    private static String took(@Nullable Long millis) {
        return Words.duration(Duration.ofMillis(millis == null ? 0 : millis));
    }

    private static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1024 * 1024
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }

    private static String column(String word) {
        return String.format("%-11s", word);
    }
}
