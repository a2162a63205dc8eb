/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.EventLine;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventCodec;
import dev.longshore.events.EventFilter;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import dev.longshore.events.kafka.TimeOrder;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
            "  longshore events --follow --type 'drift.*' --type '*failed'",
            "  longshore events --follow --from-beginning -o json | jq .type"
        })
final class EventsCommand implements Callable<Integer> {
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
            description = "Only types that match, such as 'deployment.*'; may be repeated. Default: all but "
                    + "status.changed, drift.check and repository.admitted.")
    List<String> types = List.of();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text, or json: one CloudEvent a line; default: ${DEFAULT-VALUE}")
    Output output = Output.TEXT;

    private final EventLine line = EventLine.automatic();
    private final CompletableFuture<Object> readerGone = new CompletableFuture<>();

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        EventFilter filter = filter();
        Cluster cluster = Cluster.locate(config.loadIfPresent(), config.environment());
        Map<Topic, LogFollower.Start> topics = new EnumMap<>(Topic.class);
        filter.topics()
                .forEach(topic -> topics.put(
                        topic, follow && !fromBeginning ? LogFollower.Start.END : LogFollower.Start.BEGINNING));
        try (LogFollower follower = cluster.follow(topics, (records, next) -> print(records, filter))) {
            if (follow) {
                CompletableFuture.anyOf(follower.stopped(), readerGone).join();
            }
        } catch (CompletionException e) {
            throw new CommandFailure(ExitCode.UNREACHABLE, "the log cannot be followed any more: " + e.getCause(), e);
        }
        return ExitCode.DONE;
    }

    private EventFilter filter() {
        try {
            return EventFilter.of(stack, types);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(List<Received> records, EventFilter filter) {
        TimeOrder.of(records).stream()
                .filter(record -> filter.test(record.event()))
                .forEach(record -> System.out.println(
                        output == Output.JSON ? json(record.envelope()) : line.format(record.envelope())));
        if (System.out.checkError()) {
            readerGone.complete("standard output is closed"); // as by head: nobody is there to be told
        }
    }

    private static String json(Envelope<?> envelope) {
        return new String(new JsonFormat().serialize(EventCodec.encode(envelope)), StandardCharsets.UTF_8);
    }
}
