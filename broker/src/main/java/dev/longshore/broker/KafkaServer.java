/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** Kafka itself, started. */
final class KafkaServer implements AutoCloseable {
    private final KafkaRaftServer server;

    private KafkaServer(KafkaRaftServer server) {
        this.server = server;
    }

    /** @throws BrokerException it did not start; nothing of it runs any more */
    static KafkaServer start(ServerConfiguration configuration) {
        KafkaServer created = create(configuration);
        try {
            created.server.startup();
            return created;
        } catch (Exception e) { // Scala throws checked exceptions that it does not declare.
            created.close();
            throw failure(configuration, e);
        }
    }

    private static KafkaServer create(ServerConfiguration configuration) {
        try {
            return new KafkaServer(
                    new KafkaRaftServer(new KafkaConfig(configuration.properties(), false), Time.SYSTEM));
        } catch (RuntimeException e) {
            throw failure(configuration, e);
        }
    }

    private static BrokerException failure(ServerConfiguration configuration, Exception cause) {
        if (!Loopback.isFree(configuration.clientPort())) {
            return Loopback.taken(configuration.clientPort(), cause);
        }
        return new BrokerException(
                "The embedded broker did not start on the records in " + configuration.log() + " (" + cause
                        + "). Try again; if it stays so, restore that directory from a copy, or move it away.",
                cause);
    }

    /** Returns when it has stopped. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
