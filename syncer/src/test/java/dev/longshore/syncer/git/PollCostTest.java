/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.HttpGitServer;
import dev.longshore.syncer.TestAccess;
import dev.longshore.syncer.TestRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to look at a repository that has not changed. */
class PollCostTest {
    @TempDir
    private Path temp;

    @Test
    void anUnchangedRepositoryCostsOneListingOfOneRefOverAConnectionThatIsKept() throws Exception {
        try (TestRepository remote = new TestRepository(temp.resolve("remote"));
                HttpGitServer server = new HttpGitServer(temp)) {
            remote.write("compose.yaml", TestRepository.COMPOSE).commit("first");
            for (int i = 0; i < 20; i++) {
                remote.git().branchCreate().setName("other-" + i).call();
            }
            RepositoryConfig config =
                    new RepositoryConfig("demo", server.url("remote/.git"), "main", null, null, List.of());
            try (GitMirror mirror =
                    new GitMirror(config, temp.resolve("demo.git"), TestAccess.within(Duration.ofSeconds(20)))) {
                mirror.fetch();
                int before = server.requests().size();
                int connections = server.connections();
                int asked = server.bodies().size();
                for (int i = 0; i < 10; i++) {
                    mirror.fetch();
                }
                // Protocol v2: one request for the capabilities, one ls-refs; no fetch.
                assertThat(server.requests()).hasSize(before + 20);
                assertThat(server.bodies().subList(asked, server.bodies().size()))
                        .filteredOn(body -> !body.isEmpty())
                        .hasSize(10)
                        .allSatisfy(body ->
                                assertThat(body).contains("command=ls-refs").contains("ref-prefix refs/heads/main"));
                assertThat(server.connections()).isLessThan(connections + 10);
            }
        }
    }
}
