/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedBrokerAccessIT {
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required ";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    @TempDir
    static Path data;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(BrokerSettings.in(data));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void letsInWhoHasTheFile() throws Exception {
        try (Admin admin = new LogClient(broker.clientProperties()).admin()) {
            assertThat(admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS))
                    .isEqualTo(broker.clusterId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"longshore", "admin", ""})
    void refusesAWrongPassword(String user) {
        assertRefused(Map.of("sasl.jaas.config", SCRAM + "username=\"" + user + "\" password=\"wrong\";"));
    }

    @Test
    void refusesTheRightPasswordOfAnotherUser() {
        String jaas = broker.clientProperties().getOrDefault("sasl.jaas.config", "");
        assertRefused(Map.of("sasl.jaas.config", jaas.replace("username=\"longshore\"", "username=\"root\"")));
    }

    @Test
    void neverAsksForThePasswordItself() {
        Map<String, String> plain =
                Map.of("sasl.mechanism", "PLAIN", "sasl.jaas.config", PLAIN + "username=\"longshore\" password=\"x\";");
        assertThatThrownBy(() -> describe(broker.bootstrapServers(), plain, "bootstrap.servers"))
                .hasRootCauseInstanceOf(org.apache.kafka.common.errors.UnsupportedSaslMechanismException.class);
    }

    @Test
    void answersNobodyWithoutCredentials() {
        Map<String, String> nothing = Map.of("security.protocol", "PLAINTEXT");
        assertThatThrownBy(() -> describe(broker.bootstrapServers(), nothing, "bootstrap.servers"))
                .hasRootCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> describe("127.0.0.1:" + broker.controllerPort(), nothing, "bootstrap.controllers"))
                .hasRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void keepsClientsOffTheControllersListener() throws Exception {
        String controller = "127.0.0.1:" + broker.controllerPort();
        assertThatThrownBy(() -> describe(controller, Map.of(), "bootstrap.controllers"))
                .hasRootCauseInstanceOf(org.apache.kafka.common.errors.UnsupportedSaslMechanismException.class);
        Map<String, String> plain = Map.of(
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                broker.clientProperties().getOrDefault("sasl.jaas.config", "").replace(SCRAM, PLAIN));
        assertThatThrownBy(() -> describe(controller, plain, "bootstrap.controllers"))
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void listensOnTheLoopbackAddressOnly() throws Exception {
        for (InetAddress other : otherAddresses()) {
            for (int port : listeners()) {
                assertThatThrownBy(() -> new Socket(other, port).close())
                        .as("%s:%d", other, port)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void keepsThePasswordOutOfTheLog() throws Exception {
        String jaas = broker.clientProperties().getOrDefault("sasl.jaas.config", "");
        byte[] password = jaas.replaceAll(".*password=\"([^\"]+)\".*", "$1").getBytes(StandardCharsets.UTF_8);
        String needle = new String(password, StandardCharsets.ISO_8859_1);
        try (var files = Files.walk(data.resolve("broker"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(needle))
                        .as("%s", file)
                        .isFalse();
            }
        }
    }

    private static void assertRefused(Map<String, String> more) {
        assertThatThrownBy(() -> describe(broker.bootstrapServers(), more, "bootstrap.servers"))
                .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }

    private static void describe(String address, Map<String, String> more, String bootstrap) throws Exception {
        Map<String, String> properties = new HashMap<>(broker.clientProperties());
        properties.remove("bootstrap.servers");
        properties.put(bootstrap, address);
        properties.put("default.api.timeout.ms", "2000");
        properties.put("request.timeout.ms", "1500");
        properties.putAll(more);
        try (Admin admin = new LogClient(properties).admin()) {
            admin.describeCluster().nodes().get(10, TimeUnit.SECONDS);
        }
    }

    private static List<Integer> listeners() {
        return List.of(broker.port(), broker.controllerPort());
    }

    private static List<InetAddress> otherAddresses() throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            Collections.list(network.getInetAddresses()).stream()
                    .filter(address -> !address.isLoopbackAddress())
                    .forEach(found::add);
        }
        return found;
    }
}
