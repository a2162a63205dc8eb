/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path data;

    @Test
    void startsInADirectoryThatIsNotThereYetAndCarriesRecords() throws Exception {
        Path missing = data.resolve("not/there/yet");
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(missing))) {
            LogClient client = new LogClient(broker.clientProperties());
            client.createTopic("records", Map.of());
            client.produce("records", List.of("one", "two"));
            assertThat(client.consume("records", 2)).containsExactly("one", "two");
        }
        assertThat(missing).satisfies(EmbeddedBrokerIT::isPrivate);
        assertThat(missing.resolve("broker")).satisfies(EmbeddedBrokerIT::isPrivate);
    }

    private static void isPrivate(Path directory) throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void writesItsClientPropertiesForTheOwnerOnly() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            Path file = data.resolve("broker.properties");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(BrokerProperties.read(data))
                    .map(BrokerProperties::clientProperties)
                    .contains(broker.clientProperties());
        }
    }

    @Test
    void keepsRecordsPortPasswordAndClusterIdWhenItRestarts() throws Exception {
        Map<String, String> properties;
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            properties = broker.clientProperties();
            clusterId = broker.clusterId();
            new LogClient(properties).createTopic("records", Map.of());
            new LogClient(properties).produce("records", List.of("kept"));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            assertThat(broker.clientProperties()).isEqualTo(properties);
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            assertThat(new LogClient(properties).consume("records", 1)).containsExactly("kept");
        }
    }

    @Test
    void takesAnotherPortWhenTheOneOfTheLastStartIsTaken() throws Exception {
        int first;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            first = broker.port();
        }
        try (ServerSocket squatter = listenOn(first);
                EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            assertThat(squatter.isBound()).isTrue();
            assertThat(broker.port()).isNotEqualTo(first);
            assertThat(BrokerProperties.read(data).orElseThrow().bootstrapServers())
                    .isEqualTo(broker.bootstrapServers());
        }
    }

    @Test
    void saysWhichAddressIsTaken() throws Exception {
        try (ServerSocket squatter = listenOn(0)) {
            int port = squatter.getLocalPort();
            assertThatThrownBy(
                            () -> EmbeddedBroker.start(BrokerSettings.in(data).withPort(port)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("set another port");
        }
        EmbeddedBroker.start(BrokerSettings.in(data)).close();
    }

    @Test
    void refusesADirectoryInWhichAnotherBrokerRuns() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(data)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("Another broker runs")
                    .hasMessageContaining(data.toString());
            new LogClient(broker.clientProperties()).createTopic("still-served", Map.of());
        }
    }

    @Test
    void refusesADirectoryInWhichAnotherProcessRunsABroker() throws Exception {
        try (BrokerProcess other = BrokerProcess.start(data)) {
            assertThat(other.isAlive()).isTrue();
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(data)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("Another broker runs")
                    .hasMessageContaining(data.toString());
        }
    }

    @Test
    void hasTopicsThatReachTheDiskBeforeTheyAreAcknowledged() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data))) {
            LogClient client = new LogClient(broker.clientProperties());
            client.createTopic("flushed", Map.of("flush.messages", "1"));
            client.produce("flushed", List.of("on disk"));
            assertThat(data.resolve("broker/flushed-0/00000000000000000000.log"))
                    .content(StandardCharsets.ISO_8859_1)
                    .contains("on disk");
        }
    }

    @Test
    void closesMoreThanOnce() {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data));
        broker.close();
        broker.close();
        assertThat(Loopback.isFree(broker.port())).isTrue();
    }

    @Test
    void hasNoTopicsThatNobodyAskedFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(data));
                Admin admin = new LogClient(broker.clientProperties()).admin()) {
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static ServerSocket listenOn(int port) throws Exception {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}
