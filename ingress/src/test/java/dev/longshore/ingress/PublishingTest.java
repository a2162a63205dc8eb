/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.kafka.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** 202 only once the log has it. */
class PublishingTest {

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    @DisplayName("W30 the log refuses the event: 503 and Retry-After")
    void answers503WhenTheLogFails() throws Exception {
        try (TestIngress ingress = TestIngress.start()) {
            ingress.acknowledgement = () -> Future.failedFuture(new IllegalStateException("broker is away"));
            HttpResponse<String> answer = ingress.deliver(TestIngress.push());
            assertUnavailable(answer);
            assertThat(answer.body()).doesNotContain("broker is away");
            assertThat(ingress.count("github", "unavailable")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("W30 the log does not answer: 503 and Retry-After")
    void answers503WhenTheLogIsSilent() throws Exception {
        try (TestIngress ingress = TestIngress.start()) {
            Promise<Position> never = Promise.promise();
            ingress.acknowledgement = never::future;
            assertUnavailable(ingress.deliver(TestIngress.push()));
        }
    }

    @Test
    void answers503WhenTheEventCannotBeHandedOver() throws Exception {
        try (TestIngress ingress = TestIngress.start()) {
            ingress.acknowledgement = () -> {
                throw new IllegalStateException("closed");
            };
            assertUnavailable(ingress.deliver(TestIngress.push()));
        }
    }

    @Test
    void publishesForEveryConfigurationOfARepository() throws Exception {
        String url = "https://github.com/me/homelab";
        List<RepositoryConfig> repositories = List.of(
                TestIngress.repository("first", url, "main"),
                TestIngress.repository("second", url + ".git", null),
                TestIngress.repository("third", url, "next"));
        try (TestIngress ingress = TestIngress.start(TestIngress.config(), repositories, TestIngress.LIMITS)) {
            String answer = ingress.deliver(TestIngress.push()).body();
            assertThat(ingress.published).extracting(e -> e.event().key()).containsExactly("first", "second");
            assertThat(answer)
                    .contains("\"repository\":\"first\"", "\"others\":[{\"repository\":\"second\"")
                    .contains(
                            ingress.published.get(0).id(),
                            ingress.published.get(1).id());
        }
    }
}
