/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.SyncWait;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.StatusTable;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventFactory;
import dev.longshore.events.Names;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.SyncRequested;
import dev.longshore.events.Topic;
import dev.longshore.events.Trigger;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Start;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for a repository to be fetched now. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = "Fetches a repository now and deploys what changed.",
        footerHeading = "%nExamples:%n",
        footer = {"  longshore sync homelab", "  longshore sync homelab --force --wait --timeout 5m"})
final class SyncCommand implements Callable<Integer> {
    @Spec
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Parameters(paramLabel = "REPOSITORY", description = "The repository's name in the configuration.")
    String repository = "";

    @Option(names = "--force", description = "Deploy every stack again, also those that did not change.")
    boolean force;

    @Mixin
    WaitOption waiting;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        if (!Names.isValid(repository)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "'" + repository + "' cannot be a repository's name: " + Names.PATTERN);
        }
        Optional<Configuration> configuration = config.loadIfPresent();
        if (configuration.isPresent()
                && configuration.get().repository(repository).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "no repository is named " + repository + " in the configuration");
        }
        Cluster cluster = Cluster.locate(configuration, config.environment());
        EventFactory events = Cluster.events();
        Envelope<SyncRequested> request = events.first(
                new SyncRequested(repository, Trigger.MANUAL, force, System.getProperty("user.name", "cli")));
        return waiting.wait ? requestAndWait(cluster, request) : request(cluster, request);
    }

    private int request(Cluster cluster, Envelope<SyncRequested> request) throws InterruptedException {
        cluster.publish(publisher -> publisher.publish(request));
        System.out.println("requested: " + request.id());
        return ExitCode.DONE;
    }

    private int requestAndWait(Cluster cluster, Envelope<SyncRequested> request) throws InterruptedException {
        SyncWait sync = new SyncWait(repository);
        long deadline = System.nanoTime() + waiting.timeout.toNanos();
        Map<Topic, Start> topics = Map.of(Topic.STATUS, Start.BEGINNING, Topic.SOURCE, Start.END);
        LogFollower follower = cluster.follow(topics, (records, next) -> sync.accept(records));
        try {
            cluster.publish(publisher -> publisher.publish(request));
            System.err.println("requested, waiting for the syncer");
            SourceEvent answer = awaitAnswer(sync, request.id(), deadline);
            cluster.read(Map.of(Topic.REVISION, Start.BEGINNING), (records, next) -> sync.accept(records));
            return answer instanceof SourceEvent.Failed failed
                    ? report(failed)
                    : report(awaitSettled(sync, answer, deadline));
        } finally {
            follower.close();
        }
    }

    private SourceEvent awaitAnswer(SyncWait sync, String id, long deadline) throws InterruptedException {
        SourceEvent answer =
                sync.awaitAnswer(id, deadline).orElseThrow(() -> timedOut("no syncer answered; is one running?"));
        System.err.println(describe(answer));
        return answer;
    }

    private List<StackStatus> awaitSettled(SyncWait sync, SourceEvent answer, long deadline)
            throws InterruptedException {
        return sync.awaitSettled(answer, deadline)
                .orElseThrow(() -> timedOut("not every host is done; see 'longshore status'"));
    }

    private CommandFailure timedOut(String message) {
        return new CommandFailure(
                ExitCode.TIMED_OUT, "timed out after " + waiting.timeout.toMillis() / 1000.0 + " s: " + message);
    }

    private static String describe(SourceEvent answer) {
        if (answer instanceof SourceEvent.Changed changed) {
            return changed.revision().brief() + ": changed " + changed.stacks() + ", waiting for the hosts";
        }
        return answer instanceof SourceEvent.Unchanged unchanged
                ? unchanged.revision().brief() + ": nothing new"
                : "";
    }

    private static int report(SourceEvent.Failed failed) {
        System.err.println(failed.reason() + ": " + failed.message());
        return failed.reason().equals("source.unknown_repository") ? ExitCode.NOT_FOUND : ExitCode.FAILED;
    }

    private static int report(List<StackStatus> statuses) {
        new StatusTable(CommandLine.Help.Ansi.AUTO).print(statuses, System.out);
        statuses.stream()
                .filter(status -> status.state() == StackStatus.State.UNKNOWN)
                .forEach(status -> System.err.println("not waited for: host " + status.host() + " does not answer"));
        boolean failed = statuses.stream().anyMatch(status -> status.state() == StackStatus.State.ERROR);
        return failed ? ExitCode.FAILED : ExitCode.DONE;
    }
}
