/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static dev.longshore.events.config.ConfigFile.stackProblems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.StackSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows C4 to C7, C10 and C11 of the bad inputs, for stacks. */
class StackReaderTest {
    @TempDir
    Path folder;

    private static List<StackSpec> parse(String... lines) throws ConfigurationException {
        return StacksFile.parse(StacksFile.NAME, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesStacksThatWaitForEachOther() {
        assertThat(stackProblems(
                        "stacks:",
                        "  - {name: lonely}",
                        "  - {name: web, path: w, dependsOn: [api, other/web]}",
                        "  - {name: api, path: a, dependsOn: [db]}",
                        "  - {name: db, path: d, dependsOn: [web]}",
                        "  - {name: self, path: s, dependsOn: [self]}"))
                .containsExactly(
                        ".longshore.yaml:3:5: stacks[1]: waits for itself: web -> api -> db -> web; remove one of these from 'dependsOn'",
                        ".longshore.yaml:6:5: stacks[4]: waits for itself: self -> self; remove one of these from 'dependsOn'");
    }

    @Test
    void fillsInDefaults() throws ConfigurationException {
        assertThat(parse("stacks:", "  - name: web")).containsExactly(StackSpec.of("web", "."));
    }

    @Test
    void readsEveryKey() throws ConfigurationException {
        List<StackSpec> stacks = parse(
                "stacks:",
                "  - name: web",
                "    path: ./docker//web/",
                "    project: shop",
                "    include: [common]",
                "    files: [a.yaml, b.yaml]",
                "    profiles: [x]",
                "    env: {TZ: UTC, PORT: 8080, DEBUG: true, EMPTY: ''}",
                "    envFiles: [prod.env]",
                "    hosts: [h1]",
                "    health: {timeout: 1m30s, stable: 500ms}",
                "    rollback: {gate: 2, boot: 3}",
                "    drift: {action: off, every: 1h}",
                "    adopt: true",
                "    imageUpdates: true",
                "    localChanges: prefer-local",
                "    prune: true",
                "    dependsOn: [db, infra/proxy]");
        assertThat(stacks)
                .containsExactly(new StackSpec(
                        "web",
                        "docker/web",
                        "shop",
                        List.of("common"),
                        List.of("a.yaml", "b.yaml"),
                        List.of("x"),
                        Map.of("TZ", "UTC", "PORT", "8080", "DEBUG", "true", "EMPTY", ""),
                        List.of("prod.env"),
                        List.of("h1"),
                        Map.of(),
                        new StackSpec.Health(Duration.ofSeconds(90), Duration.ofMillis(500)),
                        new StackSpec.Rollback(2, 3),
                        new StackSpec.Drift(StackSpec.Drift.Action.OFF, Duration.ofHours(1)),
                        true,
                        true,
                        StackSpec.LocalChanges.PREFER_LOCAL,
                        true,
                        List.of("db", "infra/proxy"),
                        null));
    }

    @Test
    void wantsAtLeastOneStack() {
        assertThat(stackProblems("stacks: []"))
                .containsExactly(
                        ".longshore.yaml:1:9: stacks: is empty; name at least one stack, or remove the file for discovery");
        assertThat(stackProblems("{}")).containsExactly(".longshore.yaml:1:1: has no 'stacks', which is required");
        assertThat(stackProblems("stacks:", "  - path: a"))
                .containsExactly(".longshore.yaml:2:5: stacks[0]: has no 'name', which is required");
    }

    @Test
    void refusesTwoStacksOfOneName() {
        assertThat(stackProblems("stacks:", "  - name: web", "  - name: web", "    path: other"))
                .containsExactly(
                        ".longshore.yaml:3:5: stacks[1]: duplicate stack name 'web', which is already on line 2");
    }

    @ParameterizedTest
    @CsvSource({"no, a boolean", "1e3, a number", "0777, a number", "2026-01-01, a date", "~, empty", "[a], a list"})
    void refusesWhatYamlDoesNotTakeForAString(String written, String kind) {
        assertThat(stackProblems("stacks:", "  - name: " + written))
                .containsExactly(".longshore.yaml:2:11: stacks[0].name: must be a name, but is " + kind);
        assertThat(stackProblems("stacks:", "  - name: web", "    env: {A: " + written + "}"))
                .singleElement()
                .asString()
                .startsWith(".longshore.yaml:3:14: stacks[0].env.A: must be a string, but is " + kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other",
                "/etc",
                "a/../../b",
                "'a\\b'",
                "\"a\\0b\"",
                "''",
                ".git",
                "a/.GIT/config",
                "..",
                "\"a\\nb\""
            })
    void refusesAPathThatLeavesTheRepository(String path) {
        for (String key : List.of("include", "files", "envFiles")) {
            assertThat(stackProblems("stacks:", "  - name: web", "    " + key + ": [" + path + "]"))
                    .singleElement()
                    .asString()
                    .startsWith(".longshore.yaml:3:" + (8 + key.length()) + ": stacks[0]." + key + "[0]: must ");
        }
        assertThat(stackProblems("stacks:", "  - name: web", "    path: " + path))
                .singleElement()
                .asString()
                .startsWith(".longshore.yaml:3:11: stacks[0].path: must ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "UPPER", "a b", "-a", "''", "\"a\\n\"", "a/b"})
    void refusesAName(String name) {
        assertThat(stackProblems("stacks:", "  - name: " + name))
                .singleElement()
                .asString()
                .startsWith(".longshore.yaml:2:11: stacks[0].name: must be a name (lower-case letters");
    }

    @Test
    void refusesANameOf300CharactersWithoutRepeatingIt() {
        assertThat(stackProblems("stacks:", "  - name: " + "a".repeat(300)))
                .singleElement()
                .asString()
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @CsvSource({
        "'health: {timeout: 0s}', health.timeout: must be between 1s and 1h",
        "'health: {timeout: 10000d}', health.timeout: must be between 1s and 1h",
        "'health: {stable: 2m}', health: 'stable' must be shorter than 'timeout'",
        "'rollback: {gate: 0}', rollback.gate: must be between 1 and 10",
        "'rollback: {boot: 010}', rollback.boot: must be a whole number in decimal notation",
        "'drift: {every: 1ns}', drift.every: must be a duration such as 30s",
        "'drift: {action: fix}', 'drift.action: must be heal, report or off, but is ''fix'''",
        "'project: a.b', project: must be a Compose project name",
        "'profiles: [\"*\"]', profiles[0]: must be a profile name",
        "'env: {DOCKER_HOST: x}', env.DOCKER_HOST: would steer Docker itself",
        "'env: {compose_file: x}', env.compose_file: would steer Docker itself",
        "'env: {A-B: x}', env.A-B: its key is not the name of an environment variable",
        "'hostSelector: {a b: x}', hostSelector.a b: its key is not a label",
    })
    void refusesAValueOutOfBounds(String line, String problem) {
        assertThat(stackProblems("stacks:", "  - name: web", "    " + line))
                .singleElement()
                .asString()
                .contains(": stacks[0]." + problem);
    }

    @Test
    void refusesHostsTogetherWithASelector() {
        assertThat(stackProblems("stacks:", "  - {name: web, hosts: [a], hostSelector: {b: c}}"))
                .containsExactly(".longshore.yaml:2:5: stacks[0]: has both 'hosts' and 'hostSelector'; remove one");
    }

    @Test
    void refusesTwoStacksThatShareAComposeProject() {
        assertThat(stackProblems(
                        "stacks:", "  - {name: a, project: shop}", "  - {name: b, project: shop}", "  - {name: shop}"))
                .containsExactly(
                        ".longshore.yaml:3:5: stacks[1]: shares the Compose project 'shop' with stacks[0]; give each its own 'project'",
                        ".longshore.yaml:4:5: stacks[2]: shares the Compose project 'shop' with stacks[0]; give each its own 'project'");
    }

    @Test
    void allowsOneProjectOnHostsThatNeverMeet() throws ConfigurationException {
        assertThat(parse(
                        "stacks:",
                        "  - {name: a, project: shop, hosts: [h1]}",
                        "  - {name: b, project: shop, hosts: [h2]}",
                        "  - {name: c, project: x, hostSelector: {role: edge}}",
                        "  - {name: d, project: x, hostSelector: {role: core}}"))
                .hasSize(4);
    }

    @Test
    void readsACheckout() throws ConfigurationException {
        assertThat(parse(
                        "stacks:",
                        "  - {name: site, path: www, kind: checkout, target: /srv/www, after: [./reload, --now]}"))
                .singleElement()
                .extracting(StackSpec::checkout)
                .isEqualTo(new StackSpec.Checkout("/srv/www", List.of("./reload", "--now")));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "kind: chekout| kind: must be compose or checkout, but is 'chekout'",
                "kind: checkout| has no 'target', which is required",
                "target: /srv/x| 'target' means nothing without 'kind: checkout'",
                "kind: checkout, target: srv/x| target: must be an absolute path of a folder",
                "kind: checkout, target: /| target: must be an absolute path of a folder",
                "kind: checkout, target: /srv/../etc| target: must be an absolute path of a folder",
                "kind: checkout, target: /srv/x, project: p| 'project' means nothing for 'kind: checkout'; remove it",
                "adopt: yes| adopt: must be true or false",
                "localChanges: mine| localChanges: must be prefer-remote, prefer-local or abort, but is 'mine'",
                "dependsOn: [../db]| dependsOn[0]: must be a stack"
            },
            delimiter = '|')
    void refusesWhatMeansNothing(String keys, String problem) {
        assertThat(stackProblems("stacks:", "  - {name: web, " + keys + "}"))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void refusesTwoCheckoutsOfWhichOneIsInsideOfTheOther() {
        assertThat(stackProblems(
                        "stacks:",
                        "  - {name: a, kind: checkout, target: /srv/www}",
                        "  - {name: b, kind: checkout, target: /srv/www2}",
                        "  - {name: c, kind: checkout, target: /srv/www/c}",
                        "  - {name: d, kind: checkout, target: /srv/www2, hosts: [one]}",
                        "  - {name: e, kind: checkout, target: /srv, hosts: [two]}"))
                .hasSize(3)
                .anySatisfy(
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        ".longshore.yaml:4:5: stacks[2]: has a target that is, is inside of, or holds that of stacks[0]; give each its own"));
    }

    @Test
    void looksForSharedProjectsAcrossRepositories() throws Exception {
        ConfigFile config = ConfigFile.in(folder);
        assertThat(config.problems(
                        "repositories:",
                        "  - {url: 'file:///srv/a', stacks: [{name: web, project: p}]}",
                        "  - {url: 'file:///srv/b', stacks: [{name: web, project: p}]}"))
                .singleElement()
                .asString()
                .startsWith("longshore.yaml:3:37: repositories[1].stacks[0]: shares the Compose project 'p'");
        assertThat(config.load(
                                "repositories:",
                                "  - {url: 'file:///srv/a', stacks: [{name: web}]}",
                                "  - {url: 'file:///srv/b', stacks: [{name: web}]}")
                        .warnings())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("shares the Compose project 'web' with repositories[0].stacks[0]");
    }
}
