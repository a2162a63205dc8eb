/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.broker.BrokerException;
import dev.longshore.cli.demo.DemoCommand;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.config.SecretUnavailableException;
import dev.longshore.events.kafka.BrokerUnreachableException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The top of the command tree, and how failures become messages and exit codes. */
@Command(
        name = "longshore",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Keeps Docker Compose stacks equal to what Git says.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  longshore demo                       see it work, on this machine, in a minute",
            "  longshore up                         run everything here, as ./longshore.yaml says",
            "  longshore sync homelab --wait        fetch now, and wait for the hosts",
            "  longshore status                     what runs where, and is it what Git says",
            "  longshore explain homelab/grafana    why it runs, restarted, or did not deploy",
            "  source <(longshore completion bash)  tab completion"
        },
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            ServiceCommands.Ingress.class,
            ServiceCommands.Syncer.class,
            ServiceCommands.Applier.class,
            ServiceCommands.Reconciler.class,
            SyncCommand.class,
            StatusCommand.class,
            StackCommands.Rollback.class,
            StackCommands.Retry.class,
            StackCommands.Suspend.class,
            StackCommands.Resume.class,
            EventsCommand.class,
            ExplainCommand.class,
            DeadLettersCommand.class,
            ValidateCommand.class,
            CheckoutCommand.class,
            CompletionCommand.class
        })
public final class Longshore implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? The list is below.");
    }

    /** Runs one command line and returns its exit status. */
    public static int run(String[] args, Function<String, @Nullable String> environment) {
        return commands(environment).execute(args);
    }

    /** All commands, ready to run. */
    static CommandLine commands(Function<String, @Nullable String> environment) {
        return new CommandLine(new Longshore(), new EnvironmentFactory(environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Longshore::explainUsage)
                .setExecutionExceptionHandler(Longshore::explainFailure);
    }

    private static int explainUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        if (args.length == 0) {
            command.usage(command.getErr());
            return ExitCode.USAGE;
        }
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int explainFailure(Exception e, CommandLine command, ParseResult parsed) {
        Integer known = exitCodeOf(e);
        if (known == null) {
            LoggerFactory.getLogger(Longshore.class)
                    .atError()
                    .setCause(e)
                    .log("this is a defect in longshore, please report it");
            return ExitCode.INTERNAL;
        }
        for (String line : messages(e)) {
            command.getErr().println(line);
        }
        return known;
    }

    private static List<String> messages(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString()).lines().toList();
    }

    private static @Nullable Integer exitCodeOf(Exception e) {
        if (e instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        if (e instanceof ConfigurationException || e instanceof SecretUnavailableException) {
            return ExitCode.CONFIGURATION;
        }
        if (e instanceof ConfigurationUnreadableException) {
            return ExitCode.UNREADABLE;
        }
        return e instanceof BrokerUnreachableException || e instanceof BrokerException ? ExitCode.UNREACHABLE : null;
    }
}
