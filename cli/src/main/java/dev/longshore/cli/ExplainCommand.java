/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.StackFilter;
import dev.longshore.cli.cluster.StackNames;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.events.EventJson;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.reconciler.explain.Explanation;
import dev.longshore.reconciler.explain.ExplanationText;
import dev.longshore.reconciler.explain.StackExplainer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What happened to a stack, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains a stack: from the delivery of a push to the containers it changed, with times.",
            "Answers 'why did this restart?' and 'why did my push not deploy?' for each host."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  longshore explain homelab/grafana",
            "  longshore explain grafana -o json | jq .hosts[].whyNotDeployed"
        })
final class ExplainCommand implements Callable<Integer> {
    /** How to print. */
    enum Output {
        TEXT,
        JSON
    }

    @Spec
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Parameters(paramLabel = "STACK", description = "repository/stack, or the short name.")
    String stack = "";

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json; default: ${DEFAULT-VALUE}")
    Output output = Output.TEXT;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        StackFilter filter = StatusCommand.filter(spec, stack);
        if (filter == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "which stack?");
        }
        Cluster cluster = Cluster.locate(config.loadIfPresent(), config.environment());
        StackId meant = stack.contains("/") ? StackId.parse(stack) : find(cluster, filter);
        StackExplainer explainer = new StackExplainer(cluster.settings(), "longshore-cli", Clock.systemUTC());
        Optional<Explanation> explanation = explainer.explain(meant);
        if (explanation.isEmpty()) {
            String note = explainer.whyUnknown(meant).map(why -> "\n" + why).orElse("");
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "no stack is named " + stack + "; 'longshore status' lists them" + note);
        }
        print(explanation.get());
        return ExitCode.DONE;
    }

    private static StackId find(Cluster cluster, StackFilter filter) throws InterruptedException {
        StackNames names = new StackNames();
        cluster.read(Map.of(Topic.REVISION, LogFollower.Start.BEGINNING), (records, next) -> names.accept(records));
        return names.require(filter);
    }

    private void print(Explanation explanation) throws JsonProcessingException {
        if (output == Output.JSON) {
            System.out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(explanation));
        } else {
            System.out.print(new ExplanationText(ZoneId.systemDefault()).render(explanation));
        }
    }
}
