/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.CommandWait;
import dev.longshore.cli.cluster.StackFilter;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.EventLine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.EventType;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Start;
import dev.longshore.events.kafka.StatusMirror;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands have in common that want something of a stack: which, on which host, and whether to wait for what comes of it. */
final class StackOrder {
    @Spec(Spec.Target.MIXEE)
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Parameters(paramLabel = "STACK", description = "repository/stack, or the short name.")
    String stack = "";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Only on this host; default: on all that run the stack")
    @Nullable
    String host;

    @Mixin
    WaitOption waiting;

    /** Asks the hosts, and returns the exit status. */
    int send(StackCommand.Action action, @Nullable String revision)
            throws ConfigurationException, ConfigurationUnreadableException, InterruptedException {
        LogOptions.quiet();
        StackFilter filter = filter();
        Cluster cluster = Cluster.locate(config.loadIfPresent(), config.environment());
        List<StackStatus> rows = onHost(filter.require(statuses(cluster)));
        Envelope<StackCommand> command = Cluster.events()
                .first(new StackCommand(
                        rows.get(0).stack(),
                        host,
                        action,
                        revision,
                        rows.get(0).desiredGeneration(),
                        System.getProperty("user.name", "cli")));
        return waiting.wait ? sendAndWait(cluster, command, rows) : send(cluster, command);
    }

    private StackFilter filter() {
        StackFilter filter = StatusCommand.filter(spec, stack);
        if (filter == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "which stack?");
        }
        return filter;
    }

    private static List<StackStatus> statuses(Cluster cluster) throws InterruptedException {
        StatusMirror view = new StatusMirror();
        cluster.read(Map.of(Topic.STATUS, Start.BEGINNING), (records, next) -> view.accept(records));
        return view.matching(status -> true);
    }

    private List<StackStatus> onHost(List<StackStatus> rows) {
        List<StackStatus> found = rows.stream()
                .filter(row -> host == null || row.host().equals(host))
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    rows.get(0).stack() + " does not run on " + host + ", but on "
                            + rows.stream().map(StackStatus::host).collect(Collectors.joining(", ")));
        }
        return found;
    }

    private static int send(Cluster cluster, Envelope<StackCommand> command) throws InterruptedException {
        cluster.publish(publisher -> publisher.publish(command));
        System.out.println("requested: " + command.id());
        return ExitCode.DONE;
    }

    private int sendAndWait(Cluster cluster, Envelope<StackCommand> command, List<StackStatus> rows)
            throws InterruptedException {
        Set<String> alive = new TreeSet<>();
        rows.stream().filter(row -> !isSilent(row)).forEach(row -> alive.add(row.host()));
        long deadline = System.nanoTime() + waiting.timeout.toNanos();
        CommandWait answers = new CommandWait(command.id(), alive, event -> System.err.println(line(event)));
        LogFollower follower =
                cluster.follow(Map.of(Topic.DEPLOYMENT, Start.END), (records, next) -> answers.accept(records));
        try {
            cluster.publish(publisher -> publisher.publish(command));
            rows.stream()
                    .filter(StackOrder::isSilent)
                    .forEach(row -> System.err.println(
                            "not waited for: host " + row.host() + " does not answer; it acts when it is back"));
            return report(answers, alive, deadline);
        } finally {
            follower.close();
        }
    }

    private int report(CommandWait answers, Set<String> alive, long deadline) throws InterruptedException {
        Map<String, DeploymentEvent> ends = answers.awaitEnds(deadline).orElseGet(answers::ends);
        ends.values().forEach(end -> System.out.println(line(end)));
        Set<String> missing = new TreeSet<>(alive);
        missing.removeAll(ends.keySet());
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "timed out after " + waiting.timeout.toMillis() / 1000.0 + " s: no end on "
                            + String.join(", ", missing) + "; see 'longshore status'");
        }
        return ends.values().stream().allMatch(CommandWait::isGood) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String line(DeploymentEvent event) {
        return event.host() + "  " + EventType.of(event).shortName() + "  " + EventLine.outcome(event);
    }

    private static boolean isSilent(StackStatus row) {
        return "host.silent".equals(row.reason());
    }
}
