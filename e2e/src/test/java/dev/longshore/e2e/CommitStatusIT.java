/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Commits show what became of them, through an outage of their Git host and a kill; deployments do not notice. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
final class CommitStatusIT {
    private static final String TOKEN = "a-token-of-the-git-host";
    private static final Pattern READY = Pattern.compile("longshore_notify_ready\\{.*} 1");
    private static final String CONTEXT = " longshore/fleet/web@e2e ";

    private final Repository fleet;
    private final GitServer git;
    private final CommitBoard board = new CommitBoard(TOKEN);
    private final Up up;

    CommitStatusIT(@TempDir Path directory) throws IOException {
        this.fleet = new Repository(directory.resolve("git/team/fleet"), "e2e-commit-" + Ports.free(), "web");
        this.git = new GitServer(directory.resolve("git"));
        git.require("me", "password");
        Path password = SecretFile.write(directory.resolve("password"), "password");
        Path token = SecretFile.write(directory.resolve("token"), TOKEN);
        this.up = new Up(
                directory.resolve("up"),
                "secret",
                "token",
                "{name: fleet, url: \"" + git.url("team/fleet")
                        + "\", branch: main, poll: 1s, auth: {username: me, password: {file: " + password + "}}}");
        String forge = "{prefix: \"" + git.url("team") + "\", provider: gitea, apiUrl: \"" + board.api()
                + "\", token: {file: " + token + "}, issues: true}";
        Files.writeString(up.config(), "reconciler: {forges: [" + forge + "]}\n", StandardOpenOption.APPEND);
    }

    @AfterEach
    void stopEverything() {
        up.close();
        git.close();
        board.close();
        Docker.remove(fleet.project("web"));
    }

    @Test
    void tellTheirStoryOnceWhateverHappens() throws Exception {
        up.startReady();
        awaitTelling();
        String good = fleet.commit("web", "1");
        awaitVersion();
        await().atMost(Duration.ofSeconds(30)).until(() -> board.statuses.size() == 2);

        board.broken(true);
        String bad = fleet.commit("web", "2", Repository.CRASH);
        Longshore.Result sync = up.run("sync", "fleet", "--wait");
        assertThat(sync.exitCode()).as(sync.err()).isEqualTo(1);
        awaitVersion();
        up.process().kill();
        board.broken(false);
        up.startReady();

        await().atMost(Duration.ofSeconds(60)).until(() -> board.issues.size() == 1 && board.statuses.size() >= 4);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> board.statuses.size() == 4);
        assertThat(board.statuses)
                .containsExactly(
                        "pending" + CONTEXT + good,
                        "success" + CONTEXT + good,
                        "pending" + CONTEXT + bad,
                        "failure" + CONTEXT + bad);
        assertThat(board.issues).singleElement().asString().contains("fleet/web", bad, "longshore retry fleet/web");
        assertThat(up.process().out() + up.process().err()).doesNotContain(TOKEN);
    }

    /** A new place on the log begins at its end. */
    private void awaitTelling() {
        URI metrics = URI.create("http://127.0.0.1:" + up.managementPort() + "/metrics");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> READY.matcher(read(metrics)).results().count() == 2);
    }

    private static String read(URI url) throws IOException {
        try (InputStream in = url.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void awaitVersion() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(Docker.versions(fleet.project("web")))
                .as(() -> up.process().out())
                .containsExactly("1"));
    }
}
