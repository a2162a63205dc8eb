/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.cli.node.Node;
import dev.longshore.cli.node.Service;
import dev.longshore.cli.options.ConfigOption;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.events.config.Configuration;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands that run one service against an external Kafka. */
final class ServiceCommands {
    private ServiceCommands() {}

    /** What they have in common. */
    @Command(
            footerHeading = "%nExamples:%n",
            footer = {
                "  longshore ${COMMAND-NAME} -c /etc/longshore.yaml",
                "  longshore ${COMMAND-NAME} --log-format json --log-level debug"
            })
    abstract static class One implements Callable<Integer> {
        private final Service service;

        @Mixin
        ConfigOption config;

        @Mixin
        LogOptions logging;

        One(Service service) {
            this.service = service;
        }

        @Override
        public Integer call() throws Exception {
            logging.apply();
            Configuration configuration = config.load();
            if (configuration.externalKafka().isEmpty()) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "a single service needs kafka.bootstrapServers in the configuration; 'longshore up' runs all of them with an embedded broker");
            }
            Node node = Node.start(configuration, EnumSet.of(service));
            node.closeOnShutdown();
            node.follow(config.file(), config.environment());
            node.whenReady();
            return node.awaitStop();
        }
    }

    @Command(
            name = "ingress",
            mixinStandardHelpOptions = true,
            description = "Runs the ingress: verifies webhooks and publishes pushes.")
    static final class Ingress extends One {
        Ingress() {
            super(Service.INGRESS);
        }
    }

    @Command(
            name = "syncer",
            mixinStandardHelpOptions = true,
            description = "Runs a syncer: fetches repositories and publishes changed revisions.")
    static final class Syncer extends One {
        Syncer() {
            super(Service.SYNCER);
        }
    }

    @Command(name = "applier", mixinStandardHelpOptions = true, description = "Runs the applier of this Docker host.")
    static final class Applier extends One {
        Applier() {
            super(Service.APPLIER);
        }
    }

    @Command(
            name = "reconciler",
            mixinStandardHelpOptions = true,
            description = "Runs a reconciler: polls, drift checks, status and CDEvents.")
    static final class Reconciler extends One {
        Reconciler() {
            super(Service.RECONCILER);
        }
    }
}
