/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.events.StackSpec;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.StacksFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks files without running anything. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Checks the configuration, or with --repository the .longshore.yaml of a checkout. All problems at once, exit status 78.",
        footerHeading = "%nExamples:%n",
        footer = {"  longshore validate -c longshore.yaml", "  longshore validate --repository ."})
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    ConfigOption config;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            description = "A checkout whose .longshore.yaml to check instead.")
    @Nullable
    Path repository;

    @Override
    public Integer call() throws Exception {
        LogOptions.quiet();
        if (repository != null) {
            return validateRepository(repository);
        }
        Configuration configuration = config.load();
        System.out.println("valid: host " + configuration.host() + ", "
                + configuration.repositories().size() + " repositories, "
                + configuration.ingress().webhooks().size() + " webhooks, data in " + configuration.data());
        return ExitCode.DONE;
    }

    private static int validateRepository(Path directory) throws ConfigurationException {
        Path file = directory.resolve(".longshore.yaml");
        List<StackSpec> stacks = StacksFile.parse(file.toString(), read(file));
        for (StackSpec stack : stacks) {
            if (!Files.isDirectory(directory.resolve(stack.path()))) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        file + ": stack " + stack.name() + ": path " + stack.path() + " is not a folder in "
                                + directory);
            }
        }
        System.out.println("valid: " + stacks.stream().map(StackSpec::name).toList());
        return ExitCode.DONE;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.UNREADABLE, file + " cannot be read: " + e, e);
        }
    }
}
