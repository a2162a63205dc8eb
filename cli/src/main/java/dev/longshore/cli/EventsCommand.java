/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.StackFilter;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.EventLine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventCodec;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What happened, and what happens. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Prints events: those on the log, or with --follow those that come.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  longshore events --follow",
            "  longshore events --stack homelab/grafana --type 'deployment.*'",
            "  longshore events --follow --from-beginning -o json | jq .type"
        })
final class EventsCommand implements Callable<Integer> {
    private static final List<Topic> TOPICS =
            List.of(Topic.SYNC, Topic.SOURCE, Topic.REVISION, Topic.COMMAND, Topic.DEPLOYMENT, Topic.DEAD_LETTER);

    /** How to print. */
    enum Output {
        TEXT,
        JSON
    }

    @Spec
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Option(
            names = {"-f", "--follow"},
            description = "Print events as they come, until interrupted.")
    boolean follow;

    @Option(names = "--from-beginning", description = "With --follow: first everything that is on the log.")
    boolean fromBeginning;

    @Option(
            names = "--stack",
            paramLabel = "STACK",
            description = "Only events of this stack: repository/stack, or the short name.")
    @Nullable
    String stack;

    @Option(
            names = "--type",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only types that match, such as 'deployment.*'.")
    String type = "*";

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text, or json: one CloudEvent a line; default: ${DEFAULT-VALUE}")
    Output output = Output.TEXT;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        StackFilter filter = StatusCommand.filter(spec, stack);
        PathMatcher types = FileSystems.getDefault().getPathMatcher("glob:" + type);
        Cluster cluster = Cluster.locate(config.loadIfPresent(), config.environment());
        Map<Topic, LogFollower.Start> topics = new HashMap<>();
        TOPICS.forEach(topic ->
                topics.put(topic, follow && !fromBeginning ? LogFollower.Start.END : LogFollower.Start.BEGINNING));
        EventLine line = EventLine.automatic();
        try (LogFollower follower = cluster.follow(topics, (records, next) -> print(records, filter, types, line))) {
            if (follow) {
                follower.stopped().join();
            }
        }
        return ExitCode.DONE;
    }

    private void print(List<Received> records, @Nullable StackFilter filter, PathMatcher types, EventLine line) {
        records.stream()
                .filter(Received.Understood.class::isInstance)
                .map(Received.Understood.class::cast)
                .filter(record -> types.matches(Path.of(record.envelope().type().shortName())))
                .filter(record -> filter == null || concerns(record.event(), filter))
                .sorted(Comparator.comparing(Received.Understood::appended))
                .forEach(record -> System.out.println(
                        output == Output.JSON ? json(record.envelope()) : line.format(record.envelope())));
        if (System.out.checkError()) {
            throw new CommandFailure(ExitCode.FAILED, "standard output is closed");
        }
    }

    private static boolean concerns(Event event, StackFilter filter) {
        if (event instanceof DeploymentEvent deployment) {
            return filter.test(deployment.stack());
        }
        if (event instanceof RevisionEvent revision) {
            return filter.test(revision.stack());
        }
        return event instanceof SourceEvent.Changed changed
                && changed.stacks().stream().anyMatch(filter);
    }

    private static String json(Envelope<?> envelope) {
        return new String(new JsonFormat().serialize(EventCodec.encode(envelope)), StandardCharsets.UTF_8);
    }
}
