/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
    @Test
    void choosesAPortThatNoOutgoingConnectionTakes() {
        assertThat(Loopback.choose(0, OptionalInt.empty())).isBetween(20_000, 32_000);
    }

    @Test
    void prefersThePortOfTheLastStart() {
        int last = Loopback.freePortBesides(0);
        assertThat(Loopback.choose(0, OptionalInt.of(last))).isEqualTo(last);
    }

    @Test
    void takesTheWantedPortWhateverItWasBefore() {
        int wanted = Loopback.freePortBesides(0);
        assertThat(Loopback.choose(wanted, OptionalInt.of(Loopback.freePortBesides(wanted))))
                .isEqualTo(wanted);
    }

    @Test
    void tellsATakenPortFromAFreeOne() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertThat(Loopback.isFree(port)).isFalse();
            assertThat(Loopback.choose(0, OptionalInt.of(port))).isNotEqualTo(port);
            assertThatThrownBy(() -> Loopback.choose(port, OptionalInt.empty()))
                    .hasMessageContaining("127.0.0.1:" + port);
        }
        assertThat(Loopback.isFree(port)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesANumberThatIsNoPort(int port) {
        assertThatThrownBy(() -> BrokerSettings.in(Path.of("data")).withPort(port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(port));
    }
}
