/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import dev.longshore.cli.node.Node;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Topic;
import dev.longshore.events.config.Configuration;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Received;
import java.io.PrintStream;
import java.util.Map;

/** Prints what happens as it happens, one line an event. */
public final class EventPrinter {
    private EventPrinter() {}

    /** What a process that runs everything says once it has started. */
    public static void welcome(PrintStream out, Node node, Configuration configuration) {
        out.println("longshore runs " + configuration.repositories().size() + " repositories on host "
                + configuration.host());
        node.ingressPort().ifPresent(port -> configuration
                .ingress()
                .webhooks()
                .values()
                .forEach(webhook -> out.println("  webhook " + webhook.name() + " ("
                        + webhook.provider().text() + ")  http://"
                        + configuration.ingress().listen().host() + ":" + port + webhook.path())));
        out.println("  health  http://" + configuration.management().listen().host() + ":" + node.managementPort()
                + "/health/ready");
        out.flush();
    }

    /** Follows the log from now on; the follower ends with the process. */
    public static LogFollower follow(KafkaSettings kafka, PrintStream out) {
        EventLine line = EventLine.automatic();
        return new LogFollower(
                        kafka,
                        "longshore-printer",
                        Map.of(
                                Topic.SYNC, LogFollower.Start.END,
                                Topic.SOURCE, LogFollower.Start.END,
                                Topic.REVISION, LogFollower.Start.END,
                                Topic.COMMAND, LogFollower.Start.END,
                                Topic.DEPLOYMENT, LogFollower.Start.END),
                        Map.of(),
                        (records, next) -> {
                            records.stream()
                                    .filter(Received.Understood.class::isInstance)
                                    .map(Received.Understood.class::cast)
                                    .filter(record -> !(record.event() instanceof HostAlive))
                                    .forEach(record -> out.println(line.format(record.envelope())));
                            out.flush();
                        })
                .start();
    }
}
