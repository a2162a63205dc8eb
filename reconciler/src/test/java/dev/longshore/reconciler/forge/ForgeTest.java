/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import static dev.longshore.reconciler.forge.ForgeLab.BAD;
import static dev.longshore.reconciler.forge.ForgeLab.CONTEXT;
import static dev.longshore.reconciler.forge.ForgeLab.await;
import static dev.longshore.reconciler.forge.ForgeLab.rolledBack;
import static dev.longshore.reconciler.forge.ForgeLab.started;
import static dev.longshore.reconciler.forge.ForgeLab.succeeded;
import static dev.longshore.reconciler.forge.ForgeLab.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.config.ForgeConfig;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of Git host over real HTTP. */
class ForgeTest {
    private final ForgeLab lab = new ForgeLab();
    private final CommitStatuses statuses = new CommitStatuses();
    private final RollbackIssues issues = new RollbackIssues();

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private FakeForge fake(ForgeConfig.Provider provider) throws Exception {
        return switch (provider) {
            case GITHUB -> FakeHub.gitHub(lab.vertx).listen();
            case GITEA, FORGEJO -> FakeHub.gitea(lab.vertx).listen();
            case GITLAB -> new FakeLab(lab.vertx).listen();
        };
    }

    private static String state(JsonObject status) {
        return status.getString("state", status.getString("status"));
    }

    private void tell(Forge forge, DeploymentEvent event) throws DeliveryException {
        await(statuses.tell(forge, update(event)));
    }

    private DeliveryException failure(Forge forge) {
        return catchThrowableOfType(DeliveryException.class, () -> tell(forge, started()));
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void tellsTheStoryOfACommit(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);

        tell(forge, started());
        tell(forge, rolledBack("homelab-1", "web is not healthy after 30 s\nlast lines of its log:\nboom"));

        assertThat(fake.statuses).extracting(ForgeTest::state).first().isEqualTo("pending");
        JsonObject last = fake.statuses.get(1);
        assertThat(state(last)).isEqualTo(provider == ForgeConfig.Provider.GITLAB ? "failed" : "failure");
        assertThat(last.getString("sha")).isEqualTo(BAD.commit());
        assertThat(last.getString("context", last.getString("name"))).isEqualTo(CONTEXT);
        assertThat(last.getString("description"))
                .isEqualTo("rolled back to main@5f1d6a3: health.timeout: web is not healthy after 30 s");
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void tellsNothingTwiceAlsoAfterARestart(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        tell(forge, started());
        tell(forge, succeeded());
        tell(forge, succeeded());
        assertThat(fake.statuses).hasSize(2);

        await(new CommitStatuses().tell(forge, update(succeeded())));

        assertThat(fake.posts("/statuses/"))
                .as("what the host has is not sent again")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void whatIsLongIsCutToWhatTheHostTakes(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        DeploymentEvent wordy = rolledBack("homelab-1", "x".repeat(1000));

        tell(forge, wordy);
        await(new CommitStatuses().tell(forge, update(wordy)));

        assertThat(fake.statuses).hasSize(1);
        assertThat(fake.statuses.get(0).getString("description")).endsWith("x…");
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void aSupersededRevisionDoesNotStayPending(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        DeploymentEvent superseded = new DeploymentEvent.Superseded(ForgeLab.STACK, "homelab-1", BAD, 7, 8);
        tell(forge, superseded);
        assertThat(fake.statuses).as("it never began").isEmpty();

        tell(forge, started());
        tell(forge, superseded);

        assertThat(state(fake.statuses.get(1)))
                .isEqualTo(provider == ForgeConfig.Provider.GITLAB ? "canceled" : "error");
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void opensOneIssueForAStackAndRevisionOnAllHosts(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        for (int i = 0; i < 120; i++) {
            fake.issues.add(new JsonObject().put("state", provider == ForgeConfig.Provider.GITLAB ? "opened" : "open"));
        }

        await(issues.tell(forge, rolledBack("homelab-1", "boom\n```\n@everyone")));
        for (int i = 0; i < 120; i++) {
            fake.issues.add(new JsonObject().put("state", provider == ForgeConfig.Provider.GITLAB ? "opened" : "open"));
        }
        await(issues.tell(forge, rolledBack("homelab-1", "boom")));
        await(new RollbackIssues().tell(forge, rolledBack("homelab-2", "boom")));

        assertThat(fake.issues).hasSize(241);
        JsonObject issue = fake.issues.get(120);
        assertThat(issue.getString("title"))
                .isEqualTo("homelab/grafana: main@9b2c4d6 was rolled back (health.timeout)");
        assertThat(issue.getString("body", issue.getString("description")))
                .contains(
                        "homelab-1",
                        BAD.commit(),
                        "health.timeout",
                        "````text\nboom\n```\n@everyone\n````",
                        "longshore retry homelab/grafana");
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void aClosedIssueIsNotReused(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        await(issues.tell(forge, rolledBack("homelab-1", "boom")));
        fake.issues.get(0).put("state", "closed");

        await(issues.tell(forge, rolledBack("homelab-1", "boom")));

        assertThat(fake.issues).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void obeysRetryAfter(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        fake.failWith(429, Map.of("Retry-After", "7"), "Too many requests");

        DeliveryException limited = failure(lab.open(provider, fake));

        assertThat(limited.kind()).isEqualTo(Kind.TROUBLE);
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(limited).hasMessageContaining("Too many requests").hasMessageNotContaining(FakeForge.TOKEN);
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void serverErrorsSilenceAndAClosedPortAreTemporary(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);

        fake.failWith(500, Map.of(), "boom");
        assertThat(failure(forge).kind()).isEqualTo(Kind.TROUBLE);
        fake.fail(request -> {}); // never an answer
        assertThat(failure(lab.openHurried(provider, fake)).kind()).isEqualTo(Kind.TROUBLE);
        fake.fail(request -> request.connection().close());
        assertThat(failure(forge).kind()).isEqualTo(Kind.TROUBLE);
        fake.close();
        assertThat(failure(forge).kind()).isEqualTo(Kind.TROUBLE);
        fake.listen();
        tell(forge, started());

        assertThat(fake.statuses).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void aStatusWhoseAnswerWasLostIsNotSentAgain(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        tell(forge, started());
        fake.fail(request -> swallowingTheAnswer(fake, request));

        DeliveryException lost = catchThrowableOfType(DeliveryException.class, () -> tell(forge, succeeded()));
        tell(forge, succeeded());

        assertThat(lost.kind()).isEqualTo(Kind.TROUBLE);
        assertThat(fake.statuses).hasSize(2);
    }

    /** The host does it, and its answer never arrives. */
    private static void swallowingTheAnswer(FakeForge fake, HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject done = body.toJsonObject()
                    .put("sha", request.path().substring(request.path().lastIndexOf('/') + 1));
            if (!(fake instanceof FakeHub hub) || hub.api().endsWith("v1")) {
                done.put("status", done.remove("state"));
            }
            fake.statuses.add(done);
            request.connection().close();
        });
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void aTokenIsReadAnewForEachRequest(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        Forge forge = lab.open(provider, fake);
        lab.token("expired");

        DeliveryException refused = failure(forge);
        lab.token(FakeForge.TOKEN);
        tell(forge, started());

        assertThat(refused.kind()).isEqualTo(Kind.SETUP);
        assertThat(refused).hasMessageContaining("401").hasMessageNotContaining("expired");
        assertThat(fake.statuses).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void followsNoRedirect(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        FakeForge other = fake(provider);
        for (int i = 0; i < 2; i++) {
            fake.failWith(301, Map.of("Location", other.api() + "/elsewhere"), "Moved");
        }

        DeliveryException moved = failure(lab.open(provider, fake));

        assertThat(moved.kind()).isEqualTo(Kind.REJECTED);
        assertThat(other.requests).as("another host never sees the token").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ForgeConfig.Provider.class)
    void whatIsNotThereIsNotAskedForAgain(ForgeConfig.Provider provider) throws Exception {
        FakeForge fake = fake(provider);
        fake.failWith(404, Map.of(), "Not Found");
        fake.failWith(422, Map.of(), "No commit found for SHA");

        DeliveryException refused = failure(lab.open(provider, fake));

        assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
        assertThat(refused).hasMessageContaining("422").hasMessageContaining("No commit found for SHA");
    }

    @Test
    void waitsForTheEndOfGitHubsWindow() throws Exception {
        FakeForge fake = fake(ForgeConfig.Provider.GITHUB);
        Forge forge = lab.open(ForgeConfig.Provider.GITHUB, fake);
        String reset = Long.toString(Instant.now().plusSeconds(600).getEpochSecond());

        fake.failWith(403, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), "API rate limit exceeded");
        assertThat(failure(forge).retryAfter()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        fake.failWith(403, Map.of(), "You have exceeded a secondary rate limit");
        assertThat(failure(forge).retryAfter()).isEqualTo(Duration.ofMinutes(1));
        fake.failWith(403, Map.of("X-RateLimit-Remaining", "4999"), "Resource not accessible by personal access token");
        fake.failWith(403, Map.of("X-RateLimit-Remaining", "4999"), "Resource not accessible by personal access token");
        assertThat(failure(forge).kind()).isEqualTo(Kind.REJECTED);
    }

    @Test
    void gitLabsRefusalOfASecondPendingCountsAsDone() throws Exception {
        FakeForge fake = fake(ForgeConfig.Provider.GITLAB);
        Forge forge = lab.open(ForgeConfig.Provider.GITLAB, fake);
        tell(forge, started());

        tell(forge, new DeploymentEvent.Started(ForgeLab.STACK, "homelab-1", BAD, 7, null, null, 2));
        tell(forge, succeeded());

        assertThat(fake.posts("/statuses/")).isEqualTo(3);
        assertThat(fake.statuses).extracting(ForgeTest::state).containsExactly("pending", "success");
    }
}
