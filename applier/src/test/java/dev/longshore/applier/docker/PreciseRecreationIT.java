/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class PreciseRecreationIT {
    private static final String SLEEP = "image: busybox:1.37, init: true, stop_signal: SIGKILL, command: sleep 1000";
    private static Engine engine;

    @TempDir
    Path root;

    private Stack stack;

    @BeforeAll
    static void connect() {
        engine = Engine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @BeforeEach
    void prepare() {
        stack = new Stack(engine, root)
                .file("compose.yaml", """
                        include: [more/included.yaml]
                        services:
                          folder: {%1$s, volumes: ["./conf:/conf:ro", "./data:/data"]}
                          file: {image: busybox:1.37, init: true, command: sh -c 'cat /one.txt; echo; sleep 1000', volumes: ["./one.txt:/one.txt"]}
                          env: {%1$s, env_file: [web.env]}
                          config: {%1$s, configs: [c]}
                          secret: {%1$s, secrets: [s]}
                          dotenv: {%1$s, environment: {WORD: "${WORD}"}}
                          plain: {%1$s}
                        configs: {c: {file: ./c.txt}}
                        secrets: {s: {file: ./s.txt}}
                        """.formatted(SLEEP))
                .file(
                        "more/included.yaml",
                        "services: {included: {%s, volumes: [\"./x.txt:/x.txt\"]}}".formatted(SLEEP))
                .file("more/x.txt", "1")
                .file("conf/a", "1")
                .file("one.txt", "1")
                .file("web.env", "A=1")
                .file("c.txt", "1")
                .file("s.txt", "1")
                .file(".env", "WORD=1")
                .file("README.md", "1");
    }

    @AfterEach
    void takeDown() {
        stack.close();
    }

    @Test
    void recreatesExactlyTheServicesWhoseInputsChanged() throws IOException {
        stack.up();
        Files.writeString(stack.tree.resolve("data/db"), "precious");
        Map<String, String> ids = stack.ids();
        assertThat(ids).hasSize(8);

        stack.file("README.md", "2");
        assertThat(recreatedBy(ids)).isEmpty();
        stack.file("conf/a", "2");
        assertThat(recreatedBy(ids)).containsExactly("folder");
        stack.file("conf/b", "1");
        assertThat(recreatedBy(stack.ids(), ids)).containsExactly("folder");
        stack.file("one.txt", "2").file("more/x.txt", "2").file("web.env", "A=2");
        assertThat(recreatedBy(stack.ids(), ids)).containsExactly("env", "file", "included");
        assertPrinted("file", "2");
        stack.file("c.txt", "2").file("s.txt", "2").file(".env", "WORD=2");
        assertThat(recreatedBy(stack.ids(), ids)).containsExactly("config", "dotenv", "secret");
        assertThat(stack.tree.resolve("data/db")).hasContent("precious");
    }

    @Test
    void givesTheSameDigestsWhereverTheStackIsUnpacked() {
        assertThat(stack.digests()).isEqualTo(stack.digests());
    }

    @Test
    void countsTheBuildContextAsInput() {
        stack.file("compose.yaml", """
                services:
                  built: {build: {context: ./app, args: {A: "1"}}}
                  plain: {%s}
                """.formatted(SLEEP)).file("app/Dockerfile", "FROM busybox:1.37\n");
        Map<String, String> before = stack.digests();
        Map<String, String> changed = stack.file("app/main", "1").digests();
        assertThat(changed.get("built")).isNotEqualTo(before.get("built"));
        assertThat(changed.get("plain")).isEqualTo(before.get("plain"));
    }

    @Test
    void buildsOnlyWhatChangedAndRunsIt() {
        stack.file("compose.yaml", """
                services:
                  built: {build: ./app, init: true, command: cat /word, restart: "no"}
                """)
                .file("app/Dockerfile", "FROM busybox:1.37\nCOPY word /word\n")
                .file("app/word", "one\n");
        try {
            stack.up();
            assertPrinted("built", "one");
            stack.file("app/word", "two\n").up();
            assertPrinted("built", "two");
        } finally {
            stack.close();
            Bystander.removeImage(stack.name + "-built");
        }
    }

    @Test
    void removesServicesThatLeftAndServicesWhoseProfileWasSwitchedOff() {
        stack.file("compose.yaml", """
                services:
                  stays: {%1$s}
                  leaves: {%1$s}
                  optional: {%1$s, profiles: [extra]}
                """.formatted(SLEEP)).spec(spec -> profiles(spec, List.of("extra")));
        stack.up();
        assertThat(stack.ids()).containsOnlyKeys("stays", "leaves", "optional");
        stack.file("compose.yaml", """
                services:
                  stays: {%1$s}
                  optional: {%1$s, profiles: [extra]}
                """.formatted(SLEEP)).spec(spec -> spec);
        stack.up();
        assertThat(stack.ids()).containsOnlyKeys("stays");
    }

    private void assertPrinted(String service, String line) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        engine.logsTail(stack.container(service).id(), 1))
                .containsExactly(line));
    }

    private Set<String> recreatedBy(Map<String, String> before) {
        stack.up();
        Map<String, String> after = stack.ids();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        Set<String> recreated = new TreeSet<>(after.keySet());
        recreated.removeIf(service -> Objects.equals(after.get(service), before.get(service)));
        return recreated;
    }

    private Set<String> recreatedBy(Map<String, String> before, Map<String, String> first) {
        assertThat(before.get("plain")).isEqualTo(first.get("plain"));
        return recreatedBy(before);
    }

    private static StackSpec profiles(StackSpec spec, List<String> profiles) {
        return new StackSpec(
                spec.name(),
                spec.path(),
                spec.project(),
                spec.include(),
                spec.files(),
                profiles,
                spec.env(),
                spec.envFiles(),
                spec.hosts(),
                spec.hostSelector(),
                spec.health(),
                spec.rollback(),
                spec.drift(),
                false,
                false,
                null,
                false,
                null,
                null);
    }
}
