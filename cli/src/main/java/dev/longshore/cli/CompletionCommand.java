/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints the script that teaches your shell to complete longshore's commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(longshore completion bash)",
            "  longshore completion zsh > ~/.zsh/longshore && source ~/.zsh/longshore"
        })
final class CompletionCommand implements Callable<Integer> {
    /** A shell we can teach. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    CommandLine.Model.CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandLine top = spec.root().commandLine();
        System.out.print(shell == Shell.ZSH ? zsh(top) : bash(top));
        return ExitCode.DONE;
    }

    static String bash(CommandLine top) {
        return AutoComplete.bash("longshore", top) + "\n";
    }

    /** Zsh reads the other one, once it has been told how. */
    static String zsh(CommandLine top) {
        return "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + bash(top);
    }
}
