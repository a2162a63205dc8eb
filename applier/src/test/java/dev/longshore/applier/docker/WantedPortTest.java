/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedPortTest {
    @ParameterizedTest
    @CsvSource({
        "'', 80, tcp, 0.0.0.0, 80, tcp, true",
        "'', 80, tcp, '::', 80, tcp, true",
        "'', 80, tcp, 127.0.0.1, 80, tcp, true",
        "127.0.0.1, 80, tcp, 0.0.0.0, 80, tcp, true",
        "0.0.0.0, 80, tcp, 127.0.0.1, 80, tcp, true",
        "127.0.0.1, 80, tcp, 127.0.0.1, 80, tcp, true",
        "127.0.0.1, 80, tcp, 127.0.0.2, 80, tcp, false",
        "127.0.0.1, 80, tcp, '::', 80, tcp, false",
        "'::1', 80, tcp, '::', 80, tcp, true",
        "'', 80, udp, 0.0.0.0, 80, tcp, false",
        "'', 80, tcp, 0.0.0.0, 81, tcp, false",
    })
    void clashes(
            String ip, String port, String protocol, String heldIp, int heldPort, String heldProtocol, boolean is) {
        HeldPort held = new HeldPort("r/s", "web", heldIp, heldPort, heldProtocol);
        assertThat(wanted(ip, port, protocol).holder(List.of(held)).isPresent()).isEqualTo(is);
    }

    @Test
    void findsAFreePortInARange() {
        HeldPort first = new HeldPort("r/s", "web", "0.0.0.0", 8000, "tcp");
        HeldPort second = new HeldPort("r/s", "web", "0.0.0.0", 8001, "tcp");
        WantedPort range = wanted("", "8000-8001", "tcp");
        assertThat(range.holder(List.of(first))).isEmpty();
        assertThat(range.holder(List.of(first, second))).contains(first);
    }

    @Test
    void wantsNothingWhereTheEngineChooses() {
        assertThat(
                        WantedPort.of(
                                ResolvedModel.parse(
                                        "{\"name\": \"p\", \"services\": {\"a\": {\"image\": \"x\", \"ports\": [{\"target\": 80, \"protocol\": \"tcp\"}]}}}")))
                .isEmpty();
    }

    private static WantedPort wanted(String ip, String published, String protocol) {
        String port = "{\"mode\": \"ingress\", \"target\": 80, \"host_ip\": \"" + ip + "\", \"published\": \""
                + published + "\", \"protocol\": \"" + protocol + "\"}";
        return WantedPort.of(ResolvedModel.parse(
                        "{\"name\": \"p\", \"services\": {\"a\": {\"image\": \"x\", \"ports\": [" + port + "]}}}"))
                .get(0);
    }
}
