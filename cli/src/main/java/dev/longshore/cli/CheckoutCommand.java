/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.ConflictPolicyOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.CheckoutReport;
import dev.longshore.events.EventJson;
import dev.longshore.events.config.BranchName;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.checkout.CheckoutException;
import dev.longshore.syncer.checkout.ConfiguredRemote;
import dev.longshore.syncer.checkout.ConflictPolicy;
import dev.longshore.syncer.checkout.GitOpsSynchronizer;
import dev.longshore.syncer.checkout.SyncResult;
import dev.longshore.syncer.checkout.SyncState;
import dev.longshore.syncer.checkout.SyncStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a plain working tree what a branch has; once, and without a broker. */
@Command(
        name = "checkout",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the working tree DIR equal to a branch of a Git repository, once. Needs no broker.",
            "What somebody edited in DIR is never lost: it stays, or it is in a backup ref that the output names."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:in sync",
            "1:conflict, or not usable; nothing was lost",
            "10:changed",
            "66:DIR or the configuration cannot be read",
            "69:the remote did not answer or refused, within 10 seconds",
            "75:another run or Git command is at work",
            "78:the configuration is invalid"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  longshore checkout /srv/site --url https://git.example.org/me/site.git",
            "  longshore checkout /srv/site --url https://git.example.org/me/site.git --status -o json"
        })
final class CheckoutCommand implements Callable<Integer> {
    /** How to print. */
    enum Output {
        TEXT,
        JSON
    }

    private static final Map<CheckoutException.Kind, Integer> EXIT_CODES = Map.of(
            CheckoutException.Kind.CONFLICT, ExitCode.FAILED,
            CheckoutException.Kind.FAILED, ExitCode.FAILED,
            CheckoutException.Kind.BUSY, ExitCode.TIMED_OUT,
            CheckoutException.Kind.UNREADABLE, ExitCode.UNREADABLE,
            CheckoutException.Kind.UNREACHABLE, ExitCode.UNREACHABLE);

    @Spec
    CommandLine.Model.CommandSpec spec;

    @Mixin
    ConfigOption config;

    @Parameters(paramLabel = "DIR", description = "The working tree; made if it is not there.")
    Path directory = Path.of("");

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The repository. Credentials come from the configuration: its entry, or syncer.credentials.")
    String url = "";

    @Option(names = "--branch", defaultValue = "main", description = "What to follow; default: ${DEFAULT-VALUE}")
    String branch = "main";

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            defaultValue = "prefer-remote",
            converter = ConflictPolicyOption.class,
            completionCandidates = ConflictPolicyOption.Names.class,
            description = "Where DIR was edited: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
    ConflictPolicy policy = ConflictPolicy.PREFER_REMOTE;

    @Option(names = "--status", description = "Only tell how DIR and the branch compare; change nothing.")
    boolean status;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json; default: ${DEFAULT-VALUE}")
    Output output = Output.TEXT;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        GitOpsSynchronizer synchronizer = synchronizer(config.loadIfPresent());
        return status ? tell(synchronizer.getSyncStatus()) : run(synchronizer);
    }

    private GitOpsSynchronizer synchronizer(Optional<Configuration> configuration) {
        checked("--branch ", () -> BranchName.require(branch));
        RepositoryConfig repository = checked("--url ", () -> ConfiguredRemote.of(url, branch, configuration));
        RemoteAccess access =
                configuration.map(known -> known.syncer().access()).orElse(RemoteAccess.DIRECT);
        return new GitOpsSynchronizer(directory, repository, policy, access, Clock.systemUTC());
    }

    private <T> T checked(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), option + e.getMessage(), e);
        }
    }

    private int run(GitOpsSynchronizer synchronizer) throws JsonProcessingException {
        try {
            SyncResult result = synchronizer.sync();
            if (output == Output.JSON) {
                printJson(result);
            } else {
                new CheckoutReport(directory).of(result).forEach(System.out::println);
            }
            return result.changed() ? ExitCode.CHANGED : ExitCode.DONE;
        } catch (CheckoutException e) {
            throw new CommandFailure(EXIT_CODES.getOrDefault(e.kind(), ExitCode.FAILED), e.text(), e);
        }
    }

    private int tell(SyncStatus found) throws JsonProcessingException {
        if (output == Output.JSON) {
            printJson(found);
        } else {
            new CheckoutReport(directory).of(found).forEach(System.out::println);
        }
        if (found.state() == SyncState.UNKNOWN) {
            return ExitCode.UNREACHABLE;
        }
        if (found.state() == SyncState.ERROR) {
            return "tree.unreadable".equals(found.reason()) ? ExitCode.UNREADABLE : ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    private static void printJson(Object value) throws JsonProcessingException {
        System.out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
