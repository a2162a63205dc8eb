/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.config.WebhookOptions;
import io.vertx.core.MultiMap;
import java.util.List;

/**
 * Any body an authenticated sender may send is a push, something to ignore, or an {@link UnusablePayloadException}. In the build over its
 * corpus; with {@code JAZZER_FUZZ=1} and one method, on and on.
 */
class DialectFuzzTest {
    private static final RepositoryDirectory DIRECTORY = new RepositoryDirectory(
            List.of(new RepositoryConfig("homelab", "https://git.example/me/homelab", "main", null, null, List.of())),
            List.of(new RepositoryMatch(
                    new RepositoryConfig("*", "https://git.example/me/**", null, null, null, List.of()))));

    @FuzzTest(maxDuration = "10m")
    void gitHub(byte[] body) {
        read(new GitHubDialect("X-GitHub"), headers("X-GitHub-Event", "push"), body);
    }

    @FuzzTest(maxDuration = "10m")
    void gitLab(byte[] body) {
        PushDialect dialect = new GitLabDialect();
        read(dialect, headers("X-Gitlab-Event", "Push Hook"), body);
        read(dialect, headers("X-Gitlab-Event", "System Hook"), body);
    }

    @FuzzTest(maxDuration = "10m")
    void bitbucketCloud(byte[] body) {
        read(new BitbucketCloudDialect(), headers("X-Event-Key", "repo:push"), body);
    }

    @FuzzTest(maxDuration = "10m")
    void bitbucketServer(byte[] body) {
        read(new BitbucketServerDialect(), headers("X-Event-Key", "repo:refs_changed"), body);
    }

    @FuzzTest(maxDuration = "10m")
    void azureDevOps(byte[] body) {
        read(new AzureDevOpsDialect(), MultiMap.caseInsensitiveMultiMap(), body);
    }

    @FuzzTest(maxDuration = "10m")
    void generic(byte[] body) {
        read(new GenericDialect(WebhookOptions.DEFAULT, null), MultiMap.caseInsensitiveMultiMap(), body);
    }

    @FuzzTest(maxDuration = "10m")
    void form(byte[] body) {
        byte[] json = FormPayload.of(body);
        assertThat(json.length).isLessThanOrEqualTo(body.length);
        read(new GitHubDialect("X-Gitea"), headers("X-Gitea-Event", "push"), json);
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private static void read(PushDialect dialect, MultiMap headers, byte[] body) {
        try {
            check(dialect.read(headers, body));
        } catch (UnusablePayloadException expected) {
            assertThat(expected).hasMessageNotContainingAny("\n", "\u001b");
        }
    }

    private static void check(Reading reading) {
        if (reading.deliveryId() != null) {
            assertThat(reading.deliveryId()).doesNotContainPattern("\\p{Cntrl}");
        }
        if (reading instanceof Reading.Push push) {
            assertThat(push.updates()).isNotEmpty();
            for (Reading.BranchUpdate update : push.updates()) {
                assertThat(update.ref())
                        .startsWith("refs/heads/")
                        .doesNotContain("..")
                        .doesNotContainPattern("\\p{Cntrl}");
                assertThat(update.after() == null || update.after().matches("[0-9a-f]{40}|[0-9a-f]{64}"))
                        .isTrue();
            }
            DIRECTORY.admittedBy(push.addresses()).ifPresent(admitted -> assertThat(admitted.url())
                    .startsWith("https://git.example/me/"));
            assertThat(DIRECTORY.addressedBy(push.addresses())).hasSizeLessThan(2);
        }
    }
}
