/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of all commands, as man(7) wants it. */
final class ManualPage {
    private static final List<List<String>> EXIT_STATUS = List.of(
            List.of("0", "done"),
            List.of("1", "the deployment or sync failed; a checkout has a conflict"),
            List.of("2", "wrong usage"),
            List.of("4", "no such stack or repository"),
            List.of("10", "a checkout changed something"),
            List.of("66", "a file cannot be read"),
            List.of("69", "the broker or remote cannot be reached"),
            List.of("75", "timed out waiting"),
            List.of("78", "the configuration is invalid"),
            List.of("130, 143", "after SIGINT, SIGTERM"));
    private static final List<List<String>> ENVIRONMENT = List.of(
            List.of("LONGSHORE_CONFIG", "the configuration, where no -c names one"),
            List.of("JAVA_HOME", "which Java runs it"),
            List.of("LONGSHORE_HEAP", "the most heap, such as 256m"),
            List.of("LONGSHORE_JAVA_OPTIONS", "more options for Java"),
            List.of("NO_COLOR", "no colour, also on a terminal"));

    private final CommandLine commands;
    private final String version;
    private final StringBuilder page = new StringBuilder(16_384);

    ManualPage(CommandLine commands, String version) {
        this.commands = commands;
        this.version = version;
    }

    String text() {
        CommandSpec top = commands.getCommandSpec();
        line(".\\\" SPDX-License-Identifier: Apache-2.0");
        line(".TH LONGSHORE 1 \"\" \"Longshore " + version + "\" \"User Commands\"");
        section("NAME");
        line("longshore \\- " + escaped(first(top.usageMessage().description())));
        section("SYNOPSIS");
        line(".B longshore");
        line(".I COMMAND");
        line("[options]");
        section("DESCRIPTION");
        paragraphs(top.usageMessage().description());
        section("COMMANDS");
        commands.getSubcommands().forEach((name, command) -> describe(command));
        table("EXIT STATUS", EXIT_STATUS);
        table("ENVIRONMENT", ENVIRONMENT);
        examples(top.usageMessage());
        return page.toString();
    }

    private void describe(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        line(".SS " + quoted(spec.qualifiedName(" ")));
        synopsis(command);
        paragraphs(spec.usageMessage().description());
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            tagged(".I " + escaped(parameter.paramLabel()), parameter.description());
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                tagged(".B " + escaped(String.join(", ", option.names()) + label(option)), option.description());
            }
        }
        examples(spec.usageMessage());
        command.getSubcommands().forEach((name, nested) -> describe(nested));
    }

    private void synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        line(".PP");
        line(".nf");
        help.synopsis(0).strip().lines().forEach(row -> line(escaped(row)));
        line(".fi");
    }

    private static String label(OptionSpec option) {
        return option.arity().max() == 0 ? "" : " " + option.paramLabel();
    }

    private void tagged(String tag, String[] rendered) {
        line(".TP");
        line(tag);
        for (String row : rendered) {
            line(escaped(row));
        }
    }

    private void table(String title, List<List<String>> rows) {
        section(title);
        for (List<String> row : rows) {
            tagged(".B " + escaped(row.get(0)), new String[] {row.get(1)});
        }
    }

    private void examples(UsageMessageSpec usage) {
        if (usage.footer().length == 0) {
            return;
        }
        line(".PP");
        line("Examples:");
        line(".PP");
        line(".nf");
        line(".RS");
        for (String row : usage.footer()) {
            line(escaped(row.strip()));
        }
        line(".RE");
        line(".fi");
    }

    private void paragraphs(String[] rows) {
        line(".PP");
        for (String row : rows) {
            line(escaped(row));
        }
    }

    private void section(String title) {
        line(".SH " + quoted(title.toUpperCase(Locale.ROOT)));
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String first(String[] rows) {
        return rows.length == 0 ? "" : rows[0];
    }

    private static String quoted(String text) {
        return "\"" + escaped(text).replace("\"", "\\(dq") + "\"";
    }

    /** Text that roff shall not take for a request. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
