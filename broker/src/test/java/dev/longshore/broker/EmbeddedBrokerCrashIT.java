/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerCrashIT {
    private static final Duration PROMISED = Duration.ofSeconds(4);

    @TempDir
    Path data;

    @Test
    void isBackOnItsRecordsInLessThanFourSecondsAfterKill9() throws Exception {
        List<String> before =
                IntStream.range(0, 500).mapToObj(i -> "before " + i).toList();
        try (BrokerProcess first = BrokerProcess.start(data)) {
            client().createTopic("records", Map.of("flush.messages", "1"));
            client().produce("records", before);
            first.kill();
        }

        long begin = System.nanoTime();
        try (BrokerProcess second = BrokerProcess.start(data)) {
            client().produce("records", List.of("after"));
            List<String> found = client().consume("records", before.size() + 1);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            assertThat(found).startsWith(before.toArray(String[]::new)).endsWith("after");
            assertThat(took).isLessThan(PROMISED);
            assertThat(second.isAlive()).isTrue();
        }
    }

    @Test
    void servesAgainAfterAFreezeLongerThanItsSession() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            client().createTopic("records", Map.of());
            client().produce("records", List.of("before"));
            broker.signal("STOP");
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            broker.signal("CONT");
            client().produce("records", List.of("after"));
            assertThat(client().consume("records", 2)).containsExactly("before", "after");
        }
    }

    private LogClient client() {
        return new LogClient(BrokerProperties.read(data).orElseThrow().clientProperties());
    }
}
