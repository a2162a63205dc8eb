/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.events.StackCommand.Action;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a person can want of a stack: each host acts on it once, also when it was away. */
final class StackCommands {
    private StackCommands() {}

    /** Back to golden or to a kept revision. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = {
                "Returns a stack to its golden revision, or to one that is kept on the host.",
                "It stays there until a newer commit comes, or 'longshore retry'."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  longshore rollback homelab/grafana --wait",
                "  longshore rollback grafana --to 5f1d6a3 --host homelab-1 --wait"
            })
    static final class Rollback implements Callable<Integer> {
        private static final Pattern COMMIT = Pattern.compile("(.+@sha1:)?[0-9a-fA-F]{7,40}");

        @Spec
        CommandLine.Model.CommandSpec spec;

        @Mixin
        StackOrder order;

        @Option(
                names = "--to",
                paramLabel = "REVISION",
                description = "A commit, at least seven digits of it; default: the golden revision")
        @Nullable
        String revision;

        @Override
        public Integer call() throws Exception {
            if (revision != null && !COMMIT.matcher(revision).matches()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--to: '" + revision + "' is not a commit: give 7 to 40 hexadecimal digits");
            }
            return order.send(Action.ROLLBACK, revision);
        }
    }

    /** Once more what failed. */
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Lifts the quarantine of a bad revision, ends a rollback, and tries what the repository says again.",
            footerHeading = "%nExamples:%n",
            footer = {"  longshore retry homelab/grafana --wait"})
    static final class Retry implements Callable<Integer> {
        @Mixin
        StackOrder order;

        @Override
        public Integer call() throws Exception {
            return order.send(Action.RETRY, null);
        }
    }

    /** Hands off. */
    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            description = "Leaves a stack alone: nothing is applied and no drift corrected until it is resumed.",
            footerHeading = "%nExamples:%n",
            footer = {"  longshore suspend homelab/grafana", "  longshore suspend grafana --host homelab-1 --wait"})
    static final class Suspend implements Callable<Integer> {
        @Mixin
        StackOrder order;

        @Override
        public Integer call() throws Exception {
            return order.send(Action.SUSPEND, null);
        }
    }

    /** The end of a suspension. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Looks after a suspended stack again, and applies what it missed.",
            footerHeading = "%nExamples:%n",
            footer = {"  longshore resume homelab/grafana"})
    static final class Resume implements Callable<Integer> {
        @Mixin
        StackOrder order;

        @Override
        public Integer call() throws Exception {
            return order.send(Action.RESUME, null);
        }
    }
}
