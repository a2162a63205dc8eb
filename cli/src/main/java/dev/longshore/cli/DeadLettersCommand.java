/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longshore.cli.cluster.BuriedLetter;
import dev.longshore.cli.cluster.Cluster;
import dev.longshore.cli.cluster.DeadLetterView;
import dev.longshore.cli.cluster.Redrive;
import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.DeadLetterPage;
import dev.longshore.cli.output.DeadLetterTable;
import dev.longshore.events.EventJson;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.kafka.LogFollower;
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

/** Records that no service could use. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists, shows and sends again the records that no service could use.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  longshore dead-letters list",
            "  longshore dead-letters show 5f1d6a3c",
            "  longshore dead-letters redrive 5f1d6a3c"
        },
        subcommands = {
            DeadLettersCommand.ListThem.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.RedriveThem.class
        })
final class DeadLettersCommand implements Runnable {
    @Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which of list, show and redrive?");
    }

    /** How to print. */
    enum Output {
        TEXT,
        TABLE,
        JSON
    }

    /** What they have in common. */
    abstract static class One implements Callable<Integer> {
        @Spec
        CommandLine.Model.CommandSpec spec;

        @Mixin
        ConfigOption config;

        final Cluster cluster() throws ConfigurationException, ConfigurationUnreadableException {
            LogOptions.quiet();
            return Cluster.locate(config.loadIfPresent(), config.environment());
        }

        static DeadLetterView read(Cluster cluster) throws InterruptedException {
            DeadLetterView view = new DeadLetterView();
            cluster.read(
                    Map.of(Topic.DEAD_LETTER, LogFollower.Start.BEGINNING), (records, next) -> view.accept(records));
            return view;
        }

        static void printJson(Object json) throws JsonProcessingException {
            System.out.println(EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json));
        }
    }

    /** All of them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the dead letters of the last 30 days, oldest first.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  longshore dead-letters list",
                "  longshore dead-letters list -o json | jq '.[] | select(.redrivable) | .id'"
            })
    static final class ListThem extends One {
        @Option(
                names = {"-o", "--output"},
                defaultValue = "table",
                description = "table or json; default: ${DEFAULT-VALUE}")
        Output output = Output.TABLE;

        @Override
        public Integer call() throws Exception {
            List<BuriedLetter> letters = read(cluster()).all();
            if (output == Output.JSON) {
                printJson(letters.stream().map(DeadLetterPage::summary).toList());
            } else {
                DeadLetterTable.print(letters, System.out);
            }
            return ExitCode.DONE;
        }
    }

    /** One of them. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a dead letter with the headers and the value of the record it is about.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  longshore dead-letters show 5f1d6a3c",
                "  longshore dead-letters show longshore.sync/5/1234 -o json"
            })
    static final class Show extends One {
        @Parameters(
                paramLabel = "ID",
                description = "Its id, the beginning of it, or topic/partition/offset of the record.")
        String id = "";

        @Option(
                names = {"-o", "--output"},
                defaultValue = "text",
                description = "text or json; default: ${DEFAULT-VALUE}")
        Output output = Output.TEXT;

        @Override
        public Integer call() throws Exception {
            DeadLetterPage page = new DeadLetterPage(read(cluster()).require(id));
            if (output == Output.JSON) {
                printJson(page.json());
            } else {
                page.print(System.out);
            }
            return ExitCode.DONE;
        }
    }

    /** Once more. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = {
                "Sends requests to sync again that went to the dead letter.",
                "Each is sent once, under the id that it has. Other records are refused, with status 1."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  longshore dead-letters redrive 5f1d6a3c", "  longshore dead-letters redrive --all"})
    static final class RedriveThem extends One {
        @Parameters(
                paramLabel = "ID",
                arity = "0..1",
                description = "Its id, the beginning of it, or topic/partition/offset of the record.")
        @Nullable
        String id;

        @Option(names = "--all", description = "All requests to sync that are there and were not sent again yet.")
        boolean all;

        @Override
        public Integer call() throws Exception {
            if (all == (id != null)) {
                throw new CommandLine.ParameterException(spec.commandLine(), "give either an ID or --all");
            }
            Cluster cluster = cluster();
            DeadLetterView view = read(cluster);
            if (id != null) {
                BuriedLetter wanted = view.require(id);
                report(Redrive.prepare(cluster).send(wanted));
                return ExitCode.DONE;
            }
            return sendAll(Redrive.prepare(cluster), view.all());
        }

        private static int sendAll(Redrive redrive, List<BuriedLetter> letters) throws InterruptedException {
            int exitCode = ExitCode.DONE;
            for (BuriedLetter buried : letters) {
                if (!buried.letter().topic().equals(Topic.SYNC.topicName())) {
                    continue;
                }
                try {
                    report(redrive.send(buried));
                } catch (CommandFailure e) {
                    if (e.exitCode() != ExitCode.FAILED) {
                        throw e;
                    }
                    System.err.println(e.getMessage());
                    exitCode = ExitCode.FAILED;
                }
            }
            return exitCode;
        }

        private static void report(Redrive.Outcome outcome) {
            if (outcome instanceof Redrive.Outcome.Sent sent) {
                System.out.println("sent again: " + sent.request().id() + " for "
                        + sent.request().key() + ", at "
                        + sent.position().topic().topicName() + "/"
                        + sent.position().partition() + "/"
                        + sent.position().offset());
            } else if (outcome instanceof Redrive.Outcome.SentBefore before) {
                System.out.println("sent again before: " + before.request().id() + " for "
                        + before.request().key());
            }
        }
    }
}
