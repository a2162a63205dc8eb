/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.docker.Engine;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.config.ApplierConfig;
import dev.longshore.events.config.PolicyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile and broken commits, by the rows of the table of bad inputs (R10 to R18): each is refused with its reason, and what runs is not
 * touched.
 */
@EnabledIf("dev.longshore.applier.DockerCli#isAvailable")
class BadInputsIT {
    private static final String OTHER_PORT = "127.0.0.1:38917:80";

    @TempDir
    static Path folder;

    private static TestLog log;
    private static Engine engine;
    private static TestHost host;
    private TestStack stack;
    private Map<String, String> before = Map.of();

    @BeforeAll
    static void startHost() throws Exception {
        log = TestLog.embedded(folder.resolve("broker"));
        engine = Engine.connect();
        PolicyConfig strict = new PolicyConfig(PolicyConfig.Profile.STRICT, List.of(), Map.of());
        host = new TestHost(
                log, "host-1", folder.resolve("data"), new ApplierConfig(4, 5, Map.of(), strict, List.of()));
        host.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
        engine.close();
        log.close();
    }

    @BeforeEach
    void runSomethingGood() {
        stack = new TestStack(log, engine);
        stack.web("one").deploy();
        before = stack.fingerprint();
    }

    @AfterEach
    void takeDown() {
        stack.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "R10; services: [; compose.invalid; compose.yaml",
                "R10; services: {}; compose.invalid; no service",
                "R10; services: {web: {image: x, comand: y}}; compose.invalid; comand",
                "R12; services: {web: {image: x, volumes: ['/:/host']}}; policy.mount; bind:/",
                "R12; services: {web: {image: x, volumes: ['/var/run/docker.sock:/s']}}; policy.mount; docker-socket",
                "R12; services: {web: {image: x, volumes: [{type: bind, source: /run/docker.sock, target: /s}]}}; policy.mount; docker-socket",
                "R12; services: {web: {image: x, use_api_socket: true}}; policy.mount; docker-socket",
                "R12; {services: {web: {image: x, volumes: ['vol:/v']}}, volumes: {vol: {driver_opts: {type: none, o: bind, device: /}}}}; policy.mount; bind:/",
                "R13; services: {web: {image: x, network_mode: host}}; policy.host; host-network",
                "R13; services: {web: {image: x, pid: host}}; policy.host; host-pid",
                "R13; services: {web: {image: x, ipc: host}}; policy.host; host-ipc",
                "R13; services: {web: {image: x, userns_mode: host}}; policy.host; host-userns",
                "R13; services: {web: {image: x, cap_add: [ALL]}}; policy.host; cap-all",
                "R13; services: {web: {image: x, devices: ['/dev/null:/dev/x']}}; policy.host; device:/dev/null",
                "R13; services: {web: {image: x, security_opt: ['seccomp:unconfined']}}; policy.host; unconfined",
                "R13; services: {web: {image: x, volumes_from: ['container:x']}}; policy.host; volumes-from",
                "R14; {include: ['oci://registry.invalid/x'], services: {web: {image: x}}}; policy.remote; into the repository",
                "R14; {include: ['https://git.invalid/x.git'], services: {web: {image: x}}}; policy.remote; into the repository",
                "R14; services: {web: {image: x, extends: {file: ../../x, service: y}}}; policy.path; services.web.extends.file",
                "R14; services: {web: {image: x, env_file: /proc/1/environ}}; policy.path; path:/proc/1/environ",
                "R15; services: {web: {image: x, provider: {type: x}}}; policy.provider; provider:x",
                "R17; {name: longshore, services: {web: {image: x}}}; compose.project_conflict; Longshore's own",
                "R18; services: {web: {image: '${UNSET:?set it}'}}; compose.invalid; set it",
                "R18; services: {web: {image: x, environment: {A: '${HOME}'}}}; policy.environment; environment:HOME",
            })
    void refuses(String row, String compose, String reason, String said) {
        DeploymentEvent.Refused refused = refused(stack.file("compose.yaml", compose));

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.message()).contains(said);
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "../outside"})
    void refusesAComposeFileThatIsASymlinkR1(String target) {
        DeploymentEvent.Refused refused = refused(stack.symlink("compose.yaml", target));

        assertThat(refused.reason()).isEqualTo("policy.path");
        assertThat(refused.message()).contains("compose.yaml").contains(target);
        assertUntouched();
    }

    @Test
    void isNotSteeredByADotEnvThatNoRevisionBrought() throws IOException {
        String compose = "services:\n  web:\n    " + TestStack.SLEEPER + "\n    privileged: ${P:-false}\n";
        Files.writeString(host.folder(stack).resolve("tree/.env"), "P=true\n"); // as a container could

        stack.file("compose.yaml", compose).deploy();

        assertThat(DockerCli.run(List.of(
                        "docker",
                        "inspect",
                        "--format",
                        "{{.HostConfig.Privileged}}",
                        stack.only().id())))
                .isEqualTo("false");
    }

    @Test
    void refusesR11AfterInterpolation() {
        stack.file(".env", "P=true\n").file("compose.yaml", "services:\n  web:\n    image: x\n    privileged: ${P}\n");

        DeploymentEvent.Refused refused = refused(stack);

        assertThat(refused.reason()).isEqualTo("policy.host");
        assertThat(refused.message())
                .contains("compose.yaml:4: services.web.privileged")
                .endsWith("policy: {profile: strict, allow: {" + stack.id + ": [privileged]}}");
        assertUntouched();
    }

    @Test
    void ignoresWhatR16SetsInADotEnv() {
        stack.file(
                        ".env",
                        "DOCKER_HOST=tcp://192.0.2.1:1\nCOMPOSE_FILE=evil.yaml\nCOMPOSE_PROJECT_NAME=evil\nDOCKER_CONTEXT=evil\n")
                .file("evil.yaml", "services: {evil: {image: x}}")
                .deploy();

        assertThat(stack.fingerprint()).isEqualTo(before);
    }

    @Test
    void refusesTheProjectOfAnotherStackR17() {
        try (TestStack thief = new TestStack(log, engine)) {
            thief.file("compose.yaml", "name: " + stack.project() + "\nservices: {web: {image: x}}");

            DeploymentEvent.Refused refused = refused(thief);

            assertThat(refused.reason()).isEqualTo("compose.project_conflict");
            assertThat(refused.message()).contains(stack.id.toString());
            assertUntouched();
        }
    }

    @Test
    void refusesAPortOfAnotherStackBeforeItTouchesAnythingR21() {
        String publishing = "services:\n  web:\n    " + TestStack.SLEEPER + "\n    ports: [\"" + OTHER_PORT + "\"]\n";
        try (TestStack holder = new TestStack(log, engine)) {
            holder.file("compose.yaml", publishing).deploy();

            DeploymentEvent.Refused refused = refused(stack.file("compose.yaml", publishing));

            assertThat(refused.reason()).isEqualTo("compose.port_conflict");
            assertThat(refused.message()).contains("38917").contains(holder.id.toString());
            assertUntouched();
            // and it may keep its own
            assertThat(holder.file("README.md", "x").deploy().generation()).isEqualTo(2);
        }
    }

    @Test
    void refusesAPathThatAContainerMadeASymlink() throws IOException {
        Path data = Files.createDirectories(host.folder(stack).resolve("tree/data"));
        Files.createSymbolicLink(data.resolve("escape"), Path.of("/proc"));

        DeploymentEvent.Refused refused =
                refused(stack.file("compose.yaml", "services: {web: {image: x, volumes: ['./data/escape:/x']}}"));

        assertThat(refused.reason()).isEqualTo("policy.mount");
        assertUntouched();
    }

    private static DeploymentEvent.Refused refused(TestStack bad) {
        RevisionEvent.Changed pushed = bad.push();
        return log.await(bad.id, DeploymentEvent.Refused.class, e -> e.generation() == pushed.generation());
    }

    private void assertUntouched() {
        assertThat(stack.fingerprint()).isEqualTo(before);
        assertThat(host.folder(stack).resolve("tree/compose.yaml")).content().contains("VARIANT");
    }
}
