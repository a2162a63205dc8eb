/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import static dev.longshore.reconciler.notify.sink.Sample.deliver;
import static dev.longshore.reconciler.notify.sink.Sample.failure;
import static dev.longshore.reconciler.notify.sink.Sample.failures;
import static dev.longshore.reconciler.notify.sink.Sample.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.events.config.NotifyTarget;
import dev.longshore.events.config.SinkUrl;
import dev.longshore.events.config.Template;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.Sink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatSinksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private Sink ntfy(@Nullable Template title, @Nullable Template text) {
        return new NtfySink(
                new NotifyTarget.Ntfy(
                        Sample.url(receiver.url("/")),
                        "homelab",
                        secret("tk_1"),
                        List.of("ship"),
                        "https://git.example.org/me",
                        title,
                        text,
                        null),
                new HttpSender(receiver.vertx(), null));
    }

    private Sink slack() {
        SinkUrl url = new SinkUrl(null, secret(receiver.url("/services/T/B/s3cr3t")));
        return new SlackSink(new NotifyTarget.Slack(url, null, null), new HttpSender(receiver.vertx(), null));
    }

    private JsonNode body() throws Exception {
        return JSON.readTree(receiver.got.get(receiver.got.size() - 1).body().getBytes());
    }

    @Test
    void publishesToNtfyAsItsApiHasIt() throws Exception {
        deliver(ntfy(null, null), failure("web did not become healthy"));

        assertThat(receiver.got.get(0).path()).isEqualTo("/");
        assertThat(receiver.got.get(0).header("Authorization")).isEqualTo("Bearer tk_1");
        JsonNode body = body();
        assertThat(body.path("topic").asText()).isEqualTo("homelab");
        assertThat(body.path("title").asText()).isEqualTo("homelab/web on alpha: failed main@1111111");
        assertThat(body.path("message").asText()).isEqualTo("health.timeout: web did not become healthy");
        assertThat(body.path("priority").asInt()).isEqualTo(4);
        assertThat(body.path("tags")).extracting(JsonNode::asText).containsExactly("rotating_light", "ship");
        assertThat(body.path("click").asText()).isEqualTo("https://git.example.org/me");
    }

    @Test
    void fillsTemplatesAndKeepsTitlesOnOneLine() throws Exception {
        deliver(
                ntfy(Template.parse("{stack}:\n{reason}"), Template.parse("{severity} {commit}")),
                failure("web did not become healthy"));

        assertThat(body().path("title").asText()).isEqualTo("homelab/web: health.timeout");
        assertThat(body().path("message").asText()).isEqualTo("error " + Sample.ONE.commit());
    }

    @Test
    void cutsWhatNtfyWouldTurnIntoAnAttachment() throws Exception {
        deliver(ntfy(null, null), failures(40, "ü".repeat(400)));

        assertThat(body().path("message").asText().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(4000, 4096);
        assertThat(body().path("title").asText()).isEqualTo("homelab main@1111111: 40 failed");
    }

    @Test
    void writesBlocksForSlackInWhichNothingCallsAnybody() throws Exception {
        deliver(slack(), failure("look: <!channel> & <https://evil.example|here>"));

        JsonNode body = body();
        assertThat(body.at("/blocks/0/type").asText()).isEqualTo("header");
        assertThat(body.at("/blocks/0/text/text").asText()).endsWith("homelab/web on alpha: failed main@1111111");
        assertThat(body.at("/blocks/1/text/type").asText()).isEqualTo("mrkdwn");
        assertThat(body.at("/blocks/1/text/text").asText())
                .contains("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;");
        assertThat(body.path("text").asText()).contains("homelab/web").doesNotContain("<");
    }

    @Test
    void staysWithinTheBoundsOfSlacksBlocks() throws Exception {
        deliver(slack(), failures(60, "<&>".repeat(200)));

        assertThat(body().at("/blocks/0/text/text").asText()).hasSizeLessThanOrEqualTo(150);
        assertThat(body().at("/blocks/1/text/text").asText())
                .hasSizeBetween(500, 3000)
                .doesNotContainPattern("&(?!amp;|lt;|gt;)");
    }

    @Test
    void neverRepeatsTheUrlOfSlack() {
        receiver.answers(404);
        DeliveryException failure = failure(slack(), failure("x"));

        assertThat(failure.kind()).isEqualTo(DeliveryException.Kind.SETUP);
        assertThat(failure).hasMessageContaining("404").hasMessageNotContaining("s3cr3t");
    }
}
