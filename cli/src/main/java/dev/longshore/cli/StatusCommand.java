/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.StackFilter;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.StatusTable;
import dev.longshore.events.EventJson;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.StatusMirror;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What runs where. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs where, and whether it is what Git says.",
        footerHeading = "%nExamples:%n",
        footer = {"  longshore status", "  longshore status homelab/grafana -o json"})
final class StatusCommand implements Callable<Integer> {
    /** How to print. */
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Parameters(
            paramLabel = "STACK",
            arity = "0..1",
            description = "Only this stack: repository/stack, or the short name.")
    @Nullable
    String stack;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json; default: ${DEFAULT-VALUE}")
    Output output = Output.TABLE;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        StackFilter filter = filter(spec, stack);
        Cluster cluster = Cluster.locate(config.loadIfPresent(), config.environment());
        StatusMirror view = new StatusMirror();
        cluster.read(Map.of(Topic.STATUS, LogFollower.Start.BEGINNING), (records, next) -> view.accept(records));
        List<StackStatus> all = view.matching(status -> true);
        print(filter == null ? all : filter.require(all));
        return ExitCode.DONE;
    }

    static @Nullable StackFilter filter(CommandLine.Model.CommandSpec spec, @Nullable String stack) {
        try {
            return stack == null ? null : new StackFilter(stack);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(List<StackStatus> statuses) throws JsonProcessingException {
        if (output == Output.JSON) {
            System.out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(statuses));
        } else {
            new StatusTable(CommandLine.Help.Ansi.AUTO).print(statuses, System.out);
        }
    }
}
