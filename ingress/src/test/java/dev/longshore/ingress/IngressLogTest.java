/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says, and what it must not. */
class IngressLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.longshore.ingress");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        lines.start();
        logger.addAppender(lines);
        ingress = TestIngress.start();
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        ingress.close();
    }

    private String text() {
        return lines.list.stream()
                .map(line -> line.getFormattedMessage() + " " + line.getKeyValuePairs())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void tellsWhichDeliveryBecameWhichEvent() throws Exception {
        ingress.deliver(TestIngress.push());
        assertThat(text())
                .contains("webhook=\"github\"", "repository=\"homelab\"", "deliveryId=\"delivery-1\"")
                .contains("eventId=\"" + ingress.published.get(0).id() + "\"");
    }

    @Test
    void saysNothingSecret() throws Exception {
        byte[] body =
                TestIngress.push().replace("\"commits\"", "\"body-canary\"").getBytes(UTF_8);
        ingress.send(ingress.signed(body));
        ingress.send(ingress.signed(body).header("X-Hub-Signature-256", "sha256=bad-canary"));
        ingress.send(ingress.signed("{\"body-canary".getBytes(UTF_8)));
        ingress.send(HttpRequest.newBuilder(ingress.uri("/api/repositories/homelab/sync"))
                .header("Authorization", "Bearer " + TestIngress.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(lines.list).hasSizeGreaterThan(4);
        assertThat(text())
                .doesNotContain(
                        TestIngress.SECRET, TestIngress.OLD_SECRET, TestIngress.TOKEN, "another-token", "canary")
                .doesNotContain(TestIngress.sign(body).substring("sha256=".length()));
    }

    @Test
    void writesOneCleanLineWhateverTheSenderSends() throws Exception {
        String hostile = "x\\n12:00:00 ERROR forged \\u001b[31m\\u2028";
        String event = "x \u009b31m forged";
        ingress.send(ingress.signed(TestIngress.push().getBytes(UTF_8)).setHeader("X-GitHub-Event", event));
        byte[] generic = "{\"repository\": \"homelab\", \"branch\": \"main\", \"deliveryId\": \"%s\"}"
                .formatted(hostile)
                .getBytes(UTF_8);
        ingress.send(ingress.signed(generic)
                .uri(ingress.uri("/webhook/ci"))
                .header("X-Signature", TestIngress.sign(generic)));
        ingress.acknowledgement = () -> Future.failedFuture(new IllegalStateException("away\nforged"));
        ingress.deliver(TestIngress.push());
        ingress.send(ingress.signed(generic).uri(ingress.uri("/api/repositories/%0a%1b/sync")));
        assertThat(text()).contains("forged");
        for (ILoggingEvent line : lines.list) {
            String values = line.getFormattedMessage() + line.getKeyValuePairs();
            assertThat(values.codePoints().noneMatch(Character::isISOControl))
                    .as(values)
                    .isTrue();
            assertThat(values).doesNotContain("\u2028");
        }
    }
}
