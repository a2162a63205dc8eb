/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.PushReceived;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.kafka.Position;
import io.vertx.core.Promise;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repositories that nobody configured one by one. */
class AdmissionTest {
    private TestIngress ingress;

    @BeforeEach
    void start() throws Exception {
        ingress = TestIngress.start(
                new IngressVerticle.Settings(
                        TestIngress.config(),
                        TestIngress.repositories(),
                        List.of(match("*", "https://github.com/me/*"), match("team-*", "https://github.com/team/*"))),
                TestIngress.LIMITS);
    }

    private static RepositoryMatch match(String name, String pattern) {
        return new RepositoryMatch(new RepositoryConfig(name, pattern, null, null, null, List.of()));
    }

    @AfterEach
    void stop() {
        ingress.close();
    }

    private HttpResponse<String> push(String url) throws Exception {
        return ingress.deliver(TestIngress.push("refs/heads/main", TestIngress.COMMIT, url));
    }

    @Test
    void admitsARepositoryBeforeItsPushAndFetchesFromTheConfiguredUrl() throws Exception {
        assertThat(push("git@GITHUB.com:me/Shop.git").body()).contains("\"accepted\"", "\"repository\":\"shop\"");
        assertThat(ingress.published)
                .extracting(envelope -> (Object) envelope.event())
                .satisfiesExactly(
                        admitted -> assertThat(admitted)
                                .isEqualTo(
                                        new RepositoryAdmitted("shop", "https://github.com/me/Shop", null, "github")),
                        push -> assertThat(((PushReceived) push).repository()).isEqualTo("shop"));
    }

    @Test
    void publishesNoPushBeforeItsAdmissionIsAcknowledged() throws Exception {
        Promise<Position> acknowledged = Promise.promise();
        ingress.acknowledgement = acknowledged::future;
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return push("https://github.com/me/shop").statusCode();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().until(() -> !ingress.published.isEmpty());
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(503);
        assertThat(ingress.published)
                .singleElement()
                .matches(envelope -> envelope.event() instanceof RepositoryAdmitted);
    }

    @Test
    void admitsOnlyOnce() throws Exception {
        ingress.admitted.put("shop", new RepositoryAdmitted("shop", "https://github.com/me/shop", null, "github"));
        push("https://github.com/me/shop");
        assertThat(ingress.published).singleElement().matches(envelope -> envelope.event() instanceof PushReceived);
    }

    @Test
    void leavesAConfiguredRepositoryAsItIs() throws Exception {
        push("https://github.com/me/homelab");
        assertThat(ingress.published).singleElement().matches(envelope -> envelope.event() instanceof PushReceived);
    }

    @Test
    void neverGivesTwoRepositoriesOneName() throws Exception {
        assertThat(push("https://github.com/me/anything").body()).contains("already called 'anything'");
        ingress.admitted.put(
                "team-shop", new RepositoryAdmitted("team-shop", "https://github.com/me/team-shop", null, "github"));
        assertThat(push("https://github.com/team/shop").body()).contains("already called 'team-shop'");
        assertThat(ingress.published).isEmpty();
    }

    @Test
    void doesNotBelieveTheLogWhatTheConfigurationDoesNotAdmit() throws Exception {
        ingress.admitted.put("evil", new RepositoryAdmitted("evil", "https://evil.example/me/evil", null, "github"));
        assertThat(sync("evil").statusCode()).isEqualTo(404);
        assertThat(list()).doesNotContain("evil");
    }

    @Test
    void listsAndSyncsAdmittedRepositories() throws Exception {
        ingress.admitted.put("shop", new RepositoryAdmitted("shop", "https://github.com/me/shop", null, "github"));
        assertThat(list()).isEqualTo("""
                        {"repositories":[\
                        {"name":"anything","url":"https://git.example:3000/me/anything","admitted":false},\
                        {"name":"homelab","url":"https://github.com/me/homelab.git","admitted":false,"branch":"main"},\
                        {"name":"shop","url":"https://github.com/me/shop","admitted":true}]}""");
        assertThat(sync("shop").statusCode()).isEqualTo(202);
    }

    private String list() throws Exception {
        HttpResponse<String> answer =
                ingress.send(authorized("/api/repositories").GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> sync(String repository) throws Exception {
        return ingress.send(
                authorized("/api/repositories/" + repository + "/sync").POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(ingress.uri(path)).header("Authorization", "Bearer " + TestIngress.TOKEN);
    }

    @Test
    void listsNothingForStrangers() throws Exception {
        assertThat(ingress.send(HttpRequest.newBuilder(ingress.uri("/api/repositories"))
                                .GET())
                        .statusCode())
                .isEqualTo(401);
        assertThat(ingress.send(authorized("/api/repositories").DELETE())
                        .headers()
                        .firstValue("Allow"))
                .hasValue("GET");
    }
}
