/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka, broker and controller, in this JVM.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory))) {
 *     new KafkaProducer<>(Map.copyOf(broker.clientProperties()), serializer, serializer);
 * }
 * }</pre>
 *
 * <p>A failing disk halts the process, as it does a standalone Kafka: what has been acknowledged could be lost else.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final DataDirectory data;
    private final KafkaServer server;
    private final BrokerProperties properties;
    private final String clusterId;
    private final int port;
    private final int controllerPort;
    private boolean closed;

    private EmbeddedBroker(
            DataDirectory data,
            KafkaServer server,
            BrokerProperties properties,
            String clusterId,
            ServerConfiguration configuration) {
        this.data = data;
        this.server = server;
        this.properties = properties;
        this.clusterId = clusterId;
        this.port = configuration.clientPort();
        this.controllerPort = configuration.controllerPort();
    }

    /**
     * Starts a broker and returns when clients can use it; blocks for about a second.
     *
     * @throws BrokerException the directory is in use, full, not writable or not ours, or the port is taken
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        DataDirectory data = DataDirectory.open(settings.data(), DataDirectory.LEAST_SPACE);
        try {
            return start(data, settings.port());
        } catch (IOException e) {
            release(data, e);
            throw DataDirectory.unusable(settings.data(), e);
        } catch (RuntimeException e) {
            release(data, e);
            throw e;
        }
    }

    private static EmbeddedBroker start(DataDirectory data, int wantedPort) throws IOException {
        long begin = System.nanoTime();
        BrokerPropertiesFile file = new BrokerPropertiesFile(data.path());
        Credential credential = file.credential();
        int port = Loopback.choose(wantedPort, file.port());
        String clusterId = new LogStorage(data.log()).prepare();
        ServerConfiguration configuration =
                new ServerConfiguration(data.log(), port, Loopback.freePortBesides(port), credential);
        KafkaServer server = KafkaServer.start(configuration);
        BrokerProperties properties = credential.clientOf(Loopback.ADDRESS + ":" + port);
        EmbeddedBroker broker = new EmbeddedBroker(data, server, properties, clusterId, configuration);
        try {
            file.write(properties);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        log.atInfo()
                .addKeyValue("address", properties.bootstrapServers())
                .addKeyValue("data", data.path())
                .addKeyValue("durationMs", (System.nanoTime() - begin) / 1_000_000)
                .log("Embedded broker started");
        return broker;
    }

    /** What a Kafka client needs to connect, the password included. Unmodifiable. */
    public Map<String, String> clientProperties() {
        return properties.clientProperties();
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return properties.bootstrapServers();
    }

    /** The same as long as the records are: another one means that offsets noted elsewhere have lost their meaning. */
    public String clusterId() {
        return clusterId;
    }

    /** On the loopback address. */
    public int port() {
        return port;
    }

    int controllerPort() {
        return controllerPort;
    }

    /**
     * Stops the broker and returns when it has stopped and its directory is free. More than once does no harm: each call
     * waits for the end.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (data) {
            server.close();
        } catch (IOException e) {
            throw DataDirectory.unusable(data.path(), e);
        }
    }

    private static void release(DataDirectory data, Exception cause) {
        try {
            data.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
