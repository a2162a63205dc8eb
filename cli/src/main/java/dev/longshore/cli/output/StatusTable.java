/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import dev.longshore.events.Revision;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Text;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Statuses as a table, one line a stack and host. */
public final class StatusTable {
    private static final List<String> HEADER =
            List.of("STACK", "HOST", "STATE", "HEALTH", "RUNS", "DESIRED", "GOLDEN", "MESSAGE");

    private final Ansi ansi;

    public StatusTable(Ansi ansi) {
        this.ansi = ansi;
    }

    public void print(List<StackStatus> statuses, PrintStream out) {
        if (statuses.isEmpty()) {
            out.println("no stacks yet");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        statuses.forEach(status -> rows.add(row(status)));
        int[] widths = widths(rows);
        for (int i = 0; i < rows.size(); i++) {
            StackStatus status = i == 0 ? null : statuses.get(i - 1);
            out.println(line(rows.get(i), widths, status));
        }
    }

    private static List<String> row(StackStatus status) {
        return List.of(
                status.stack().toString(),
                status.host(),
                status.state().name(),
                status.health().name(),
                brief(status.actualRevision()),
                brief(status.desiredRevision()),
                brief(status.goldenRevision()),
                message(status));
    }

    private static String message(StackStatus status) {
        String reason = status.reason() == null ? "" : status.reason();
        String message = status.message() == null ? "" : status.message();
        String both = reason.isEmpty() || message.isEmpty() ? reason + message : reason + ": " + message;
        return Text.printable(both.lines().findFirst().orElse(""), 100);
    }

    private static String brief(@Nullable Revision revision) {
        return revision == null ? "-" : revision.brief();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private String line(List<String> row, int[] widths, @Nullable StackStatus status) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            boolean last = column == widths.length - 1;
            String cell = last ? row.get(column) : String.format("%-" + widths[column] + "s  ", row.get(column));
            line.append(
                    status != null && column == 2
                            ? ansi.string("@|" + colour(status.state()) + " " + cell + "|@")
                            : cell);
        }
        return line.toString().stripTrailing();
    }

    private static String colour(StackStatus.State state) {
        return switch (state) {
            case IN_SYNC -> "green";
            case ERROR -> "red";
            case DRIFTED, UNKNOWN -> "yellow";
            case SYNCING -> "cyan";
        };
    }
}
