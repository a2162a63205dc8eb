/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {
    @TempDir
    Path data;

    @Test
    void saysWhichAddressIsTakenWhenAnotherProgramWasFaster() throws Exception {
        ServerConfiguration configuration;
        try (ServerSocket faster = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            configuration = prepared(faster.getLocalPort());
            assertThatThrownBy(() -> KafkaServer.start(configuration))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("127.0.0.1:" + faster.getLocalPort());
            assertThat(Loopback.isFree(configuration.controllerPort())).isTrue();
        }
        KafkaServer.start(configuration).close();
    }

    @Test
    void saysThatTheLogIsUnusable() {
        ServerConfiguration unformatted = new ServerConfiguration(
                data.resolve("missing"), Loopback.freePortBesides(0), Loopback.freePortBesides(0), Credential.random());
        assertThatThrownBy(() -> KafkaServer.start(unformatted))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(data.resolve("missing").toString());
    }

    private ServerConfiguration prepared(int port) throws Exception {
        Path log = data.resolve("broker");
        new LogStorage(log).prepare();
        return new ServerConfiguration(log, port, Loopback.freePortBesides(port), Credential.random());
    }
}
