/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import dev.longshore.applier.docker.Redactor;
import dev.longshore.cli.cluster.BuriedLetter;
import dev.longshore.events.Text;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;

/** Dead letters as a table, one a line. */
public final class DeadLetterTable {
    private static final String FORMAT = "%-12s  %-19s  %-28s  %-24s  %-18s  %s";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private DeadLetterTable() {}

    public static void print(List<BuriedLetter> letters, PrintStream out) {
        if (letters.isEmpty()) {
            out.println("no dead letters");
            return;
        }
        out.println(String.format(FORMAT, "ID", "TIME", "RECORD", "KEY", "REASON", "MESSAGE"));
        letters.forEach(letter -> out.println(row(letter)));
    }

    private static String row(BuriedLetter buried) {
        String key = Objects.requireNonNullElse(buried.letter().originalKey(), "-");
        return String.format(
                        FORMAT,
                        Text.printable(buried.id(), 12).replace("…", ""),
                        TIME.format(buried.appended()),
                        Text.printable(buried.letter().subject(), 60),
                        line(key, 40),
                        Text.printable(buried.letter().reason(), 40),
                        line(Redactor.redact(buried.letter().message(), 200), 120))
                .stripTrailing();
    }

    private static String line(String text, int limit) {
        return Text.printable(text, limit).replaceAll("\\s", " ");
    }
}
