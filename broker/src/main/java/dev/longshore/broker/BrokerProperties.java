/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Address and credentials of the embedded broker of a data directory: Kafka client properties, in a file which only its
 * owner can read and which any Kafka client can use as it is ({@code --command-config}).
 *
 * <p>The file stays when the broker stops: that it is there does not say that a broker runs.
 */
public final class BrokerProperties {
    /** Name of the file in the data directory. */
    public static final String FILE_NAME = "broker.properties";

    private final Map<String, String> client;

    BrokerProperties(Map<String, String> client) {
        this.client = Collections.unmodifiableMap(new TreeMap<>(client));
    }

    /**
     * Reads what the last broker of this data directory wrote.
     *
     * @return empty where no broker ever ran
     * @throws BrokerException the file is there, but cannot be read or names no address
     */
    public static Optional<BrokerProperties> read(Path data) {
        Path file = data.resolve(FILE_NAME);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerException(
                    "Cannot read " + file + " (" + e + "). Run this as the user that runs the broker.", e);
        }
        Map<String, String> client = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        if (!client.containsKey("bootstrap.servers")) {
            throw new BrokerException(file + " names no bootstrap.servers. Delete it and restart the broker.");
        }
        return Optional.of(new BrokerProperties(client));
    }

    /** Everything a Kafka client needs to connect; holds the password. Unmodifiable. */
    public Map<String, String> clientProperties() {
        return client;
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return client.getOrDefault("bootstrap.servers", "");
    }

    /** Where the broker listens, without the password. */
    @Override
    public String toString() {
        return "BrokerProperties[" + bootstrapServers() + "]";
    }
}
