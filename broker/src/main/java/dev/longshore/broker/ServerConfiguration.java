/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The Kafka server properties of a small, fast, private broker. Where a value differs from Kafka's default, it says why.
 *
 * @param log Kafka's log directory
 * @param clientPort where clients connect
 * @param controllerPort where the broker reaches its own controller; another one at each start
 * @param credential of clients
 */
record ServerConfiguration(Path log, int clientPort, int controllerPort, Credential credential) {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String CLIENT_LISTENER = "CLIENT";

    Map<String, String> properties() {
        Map<String, String> all = new HashMap<>();
        all.putAll(node());
        all.putAll(security());
        all.putAll(singleNode());
        all.putAll(timing());
        all.putAll(groups());
        all.putAll(memory());
        return all;
    }

    private Map<String, String> node() {
        String client = CLIENT_LISTENER + "://" + Loopback.ADDRESS + ":" + clientPort;
        String controller = Loopback.ADDRESS + ":" + controllerPort;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(NODE_ID),
                "log.dirs",
                log.toString(),
                "listeners",
                client + "," + CONTROLLER_LISTENER + "://" + controller,
                "advertised.listeners",
                client,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                NODE_ID + "@" + controller,
                "inter.broker.listener.name",
                CLIENT_LISTENER);
    }

    /** Nobody but this process ever knows the password of the controller's listener. */
    private Map<String, String> security() {
        String client = "listener.name.client." + Credential.MECHANISM.toLowerCase(Locale.ROOT) + ".";
        return Map.of(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":SASL_PLAINTEXT," + CONTROLLER_LISTENER + ":SASL_PLAINTEXT",
                "listener.name.client.sasl.enabled.mechanisms",
                Credential.MECHANISM,
                client + "sasl.jaas.config",
                credential.scram(),
                client + "sasl.server.callback.handler.class",
                SingleUserScram.class.getName(),
                "sasl.mechanism.inter.broker.protocol",
                Credential.MECHANISM,
                "listener.name.controller.sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.controller.plain.sasl.jaas.config",
                Credential.random().plainServer(),
                "sasl.mechanism.controller.protocol",
                "PLAIN");
    }

    private static Map<String, String> singleNode() {
        return Map.of(
                "auto.create.topics.enable", "false",
                "num.partitions", "4",
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4");
    }

    private static Map<String, String> timing() {
        return Map.of(
                // After a crash the new broker is let in only when the session of the old one has run out.
                "broker.session.timeout.ms", "1000",
                "broker.heartbeat.interval.ms", "200",
                // Else a start that cannot succeed waits for ever.
                "server.max.startup.time.ms", "60000",
                // How late an abandoned transaction is found: it holds up all who read committed records.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                // Else the controller writes and flushes a record twice a second, for followers we do not have.
                "metadata.max.idle.interval.ms", "0");
    }

    /** Sessions short enough that the work of a killed service is taken over in seconds. */
    private static Map<String, String> groups() {
        return Map.of(
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "5000",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "500",
                // Another assignment at once, not a second later.
                "group.consumer.assignment.interval.ms", "0");
    }

    private static Map<String, String> memory() {
        return Map.ofEntries(
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20)),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "3"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("group.coordinator.threads", "1"),
                Map.entry("share.coordinator.threads", "1"),
                Map.entry("socket.request.max.bytes", String.valueOf(16 << 20)),
                // The management listener has metrics of its own; Kafka's would be thousands of MBeans.
                Map.entry("metric.reporters", ""),
                Map.entry("log.segment.bytes", String.valueOf(64 << 20)),
                Map.entry("log.index.size.max.bytes", String.valueOf(1 << 20)),
                Map.entry("offsets.topic.segment.bytes", String.valueOf(4 << 20)),
                Map.entry("transaction.state.log.segment.bytes", String.valueOf(4 << 20)));
    }
}
