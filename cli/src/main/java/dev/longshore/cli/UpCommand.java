/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.node.Node;
import dev.longshore.cli.node.Service;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.cli.output.EventPrinter;
import dev.longshore.events.config.Configuration;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything in one process. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Runs every service in this process, with an embedded broker unless the configuration names a Kafka.",
        footerHeading = "%nExamples:%n",
        footer = {"  longshore up", "  longshore up -c /etc/longshore.yaml --log-format json --quiet"})
final class UpCommand implements Callable<Integer> {
    @Mixin
    ConfigOption config;

    @Mixin
    LogOptions logging;

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not print what happens, one line an event, on standard output.")
    boolean quiet;

    @Option(
            names = "--exit-when-ready",
            description = "Stop as soon as everything is ready: a test of an installation.")
    boolean exitWhenReady;

    @Override
    public Integer call() throws Exception {
        logging.apply();
        Configuration configuration = config.load();
        Node node = Node.start(configuration, EnumSet.allOf(Service.class));
        node.closeOnShutdown();
        node.follow(config.file(), config.environment());
        EventPrinter.welcome(System.out, node, configuration);
        if (!quiet) {
            EventPrinter.follow(node.kafka(), System.out);
        }
        Future<Void> ready = node.whenReady();
        if (exitWhenReady) {
            Node.await(ready);
            node.close();
        }
        return node.awaitStop();
    }
}
