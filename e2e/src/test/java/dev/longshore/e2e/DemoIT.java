/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The demo is the first thing a new user runs. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
final class DemoIT {
    private static final Pattern PROJECT = Pattern.compile("--project-name (longshore-demo-[0-9]+)");

    @TempDir
    Path directory;

    @Test
    void showsEveryStepAndCleansUp() throws Exception {
        try (Longshore demo = Longshore.start(directory, "demo", "demo", "--exit");
                ArgumentWatch watch = new ArgumentWatch(demo.handle())) {
            int exitCode = demo.awaitExit(Duration.ofMinutes(3));

            assertThat(exitCode).as(() -> demo.out() + demo.err()).isZero();
            assertThat(demo.out())
                    .contains("the first deployment")
                    .containsPattern("webhook to compose up started: median [0-9]+ ms")
                    .contains("back to golden")
                    .contains("was killed")
                    .contains("compose.invalid")
                    .contains("All steps worked.");
            assertThat(leftovers(watch.seen())).isEmpty();
        }
    }

    /** Containers and networks of this demo's own project: others may run one at the same time. */
    private static String leftovers(String arguments) {
        Matcher project = PROJECT.matcher(arguments);
        assertThat(project.find()).as(arguments).isTrue();
        String filter = "label=com.docker.compose.project=" + project.group(1);
        return Docker.run("ps", "-aq", "--filter", filter) + Docker.run("network", "ls", "-q", "--filter", filter);
    }
}
