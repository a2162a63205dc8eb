/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Writes what the distribution has besides programs: made from the commands themselves, so that it cannot lag behind. For the build. */
public final class PackagedFiles {
    private PackagedFiles() {}

    /**
     * Writes them.
     *
     * @param arguments the folder, and the version
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Map<String, String> environment = Map.of();
        CommandLine commands = Longshore.commands(environment::get);
        write(folder.resolve("man/man1/longshore.1"), new ManualPage(commands, arguments[1]).text());
        write(folder.resolve("completions/longshore.bash"), CompletionCommand.bash(commands));
        write(folder.resolve("completions/longshore.zsh"), CompletionCommand.zsh(commands));
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, content);
    }
}
