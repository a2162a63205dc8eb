/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where an {@link EmbeddedBroker} keeps its records and where it listens.
 *
 * @param data the data directory of this installation; made if missing. The broker uses {@code broker/}, {@code
 *     broker.lock} and {@code broker.properties} in it
 * @param port the TCP port on the loopback address, 1 to 65535; or 0: the one of the last start where that is still
 *     free, else a free one
 */
public record BrokerSettings(Path data, int port) {
    public BrokerSettings {
        Objects.requireNonNull(data, "data");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: expected 0 to 65535, got " + port);
        }
        data = data.toAbsolutePath().normalize();
    }

    /** A broker in this directory, on a port of its own choice. */
    public static BrokerSettings in(Path data) {
        return new BrokerSettings(data, 0);
    }

    /** The same on this port; 0 for one of the broker's own choice. */
    public BrokerSettings withPort(int newPort) {
        return new BrokerSettings(data, newPort);
    }
}
