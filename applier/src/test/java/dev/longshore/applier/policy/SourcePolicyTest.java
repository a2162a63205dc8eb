/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.config.PolicyConfig.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Compose may read: decided before it reads. */
class SourcePolicyTest {
    @TempDir
    Path folder;

    private Judged judged;

    @BeforeEach
    void trust() {
        judged = new Judged(folder).profile(Profile.TRUSTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include: ['oci://registry/x']",
                "include: ['https://github.com/a/b.git']",
                "include: ['git@host:a/b.git']",
                "include: ['github.com/a/b']",
                "include: [{path: ['ssh://host/x']}]",
                "include: [{path: [a.yaml, 'oci://x/y']}]",
                "services: {a: {extends: {file: 'https://github.com/a/b.git', service: x}}}",
                "services: {a: {env_file: ['https://host/x']}}",
            })
    void refusesWhatIsElsewhere(String compose) {
        PolicyException e = judged.file("compose.yaml", compose).source();
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.remote");
        assertThat(e).hasMessageContaining("compose.yaml:1:").hasMessageContaining("put that file into the repository");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "include: [../x.yaml]; include",
                "include: [{path: a.yaml, project_directory: ..}]; include.project_directory",
                "include: [{path: a.yaml, env_file: /etc/environment}]; include.env_file",
                "services: {a: {extends: {file: ../../x, service: y}}}; services.a.extends.file",
                "services: {a: {env_file: /proc/1/environ}}; services.a.env_file",
                "services: {a: {env_file: [{path: /proc/1/environ, required: false}]}}; services.a.env_file",
                "services: {a: {env_file: [a/../../x]}}; services.a.env_file",
                "services: {a: {env_file: ['~/x']}}; services.a.env_file",
                "services: {a: {label_file: /etc/x}}; services.a.label_file",
                "services: {a: {env_file: ['${X}']}}; services.a.env_file",
                "services: {a: {env_file: ['${X:-/proc/1/environ}']}}; services.a.env_file",
                "secrets: {s: {file: ../../../../../../../../etc/shadow}}; secrets.s.file",
                "'x-a: &a {env_file: /etc/x}\nservices: {a: {<<: *a}}'; services.a.env_file",
                "'x-a: &a {env_file: /etc/x}\nservices: {a: {<<: [{}, *a]}}'; services.a.env_file",
                "'services: {a: {image: x}}\n---\nservices: {a: {env_file: /etc/x}}'; services.a.env_file",
                "services: {a: {env_file: !override [/etc/x]}}; services.a.env_file",
                "services: {a: {env_file: a, env_file: /etc/x}}; services.a.env_file",
            })
    void everyProfileRefusesWhatLeavesTheRepository(String compose, String key) {
        PolicyException e = judged.file("compose.yaml", compose).source();
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.path");
        assertThat(e).hasMessageContaining(": " + key + " ");
    }

    @Test
    void looksIntoWhatIsIncludedAndExtended() {
        judged.file("compose.yaml", "include: [sub/a.yaml]")
                .file("sub/a.yaml", "services: {a: {extends: {file: b.yaml, service: b}}}")
                .file("sub/b.yaml", "services:\n  b:\n    env_file: /proc/1/environ\n");
        assertThat(judged.source()).hasMessageContaining("sub/b.yaml:3: services.b.env_file");
    }

    @Test
    void readsRelativePathsFromTheIncludedFilesFolder() {
        judged.file("compose.yaml", "include: [sub/deep/a.yaml]")
                .file("sub/deep/a.yaml", "services: {a: {env_file: ../x.env, extends: {file: ../b.yaml, service: b}}}")
                .file("sub/b.yaml", "services: {b: {env_file: ../y.env}}");
        assertThat(judged.source()).isNull();
    }

    @Test
    void comesToAnEndWhereFilesIncludeEachOther() {
        judged.file("compose.yaml", "include: [a.yaml]").file("a.yaml", "include: [compose.yaml, a.yaml]");
        assertThat(judged.source()).isNull();
    }

    @Test
    void putsInVariablesOfTheStackItself() {
        judged.env(Map.of("E", "prod")).file("compose.yaml", "services: {a: {env_file: '${E}.env'}}");
        assertThat(judged.source()).isNull();
        judged.env(Map.of("E", "/etc/x"));
        assertThat(judged.source()).hasMessageContaining("/etc/x.env");
    }

    @Test
    void readsAFileOfTheHostThatIsAllowed() {
        judged.file("compose.yaml", "services: {a: {env_file: /srv/common.env}}");
        assertThat(judged.source()).hasMessageContaining("allow: {homelab/web: [path:/srv/common.env]}");
        judged.allow("path:/srv/common.env");
        assertThat(judged.source()).isNull();
    }

    @Test
    void looksAtWhatContainersPutIntoTheTree() throws IOException {
        judged.file("compose.yaml", "services: {a: {env_file: [{path: data/env, required: false}]}}");
        assertThat(judged.source()).isNull();
        Judged.create(judged.tree.resolve("data"));
        Files.createSymbolicLink(judged.tree.resolve("data/env"), Path.of("/proc/1/environ"));
        assertThat(judged.source()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{build: {context: /etc}}; build.context; path:/etc",
                "{build: {context: STAGING, dockerfile: ../../x}}; build.dockerfile; ",
                "{build: {context: STAGING, additional_contexts: {a: /etc}}}; build.additional_contexts.a; path:/etc",
                "{build: {context: STAGING, additional_contexts: {a: 'oci-layout:///etc'}}}; build.additional_contexts.a; path:/etc",
                "{security_opt: ['seccomp:/etc/x.json']}; security_opt; path:/etc/x.json",
            })
    void everyProfileRefusesABuildFromOutside(String service, String key, String right) {
        PolicyException e = judged.service(service);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("policy.path");
        assertThat(e).hasMessageContaining("services.web." + key);
        if (right != null) {
            assertThat(judged.allow(right).service(service)).isNull();
        }
    }

    @Test
    void standardRefusesABuildFromElsewhere() {
        String service = "{build: {context: 'https://github.com/a/b.git'}}";
        assertThat(judged.service(service)).isNull();
        PolicyException e = judged.profile(Profile.STANDARD).service(service);
        assertThat(e.reason()).isEqualTo("policy.remote");
        assertThat(judged.allow("remote-build").service(service)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services: {a: {image: '${HOME}'}}",
                "services: {a: {command: '${X:-$HOME}'}}",
                "services: {a: {environment: [HOME]}}",
                "services: {a: {environment: {HOME: }}}",
                "services: {a: {build: {args: [HOME]}}}",
                "secrets: {s: {environment: HOME}}",
            })
    void standardRefusesVariablesOfTheApplier(String compose) {
        judged.profile(Profile.STANDARD).file("compose.yaml", compose);
        assertThat(judged.source().reason()).isEqualTo("policy.environment");
        assertThat(judged.allow("environment:HOME").source()).isNull();
    }

    @Test
    void takesAnEscapedDollarForText() {
        judged.profile(Profile.STANDARD)
                .file("compose.yaml", "services: {a: {command: 'echo $$HOME $${HOME}', environment: {HOME: /x}}}");
        assertThat(judged.source()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "services: {a: {provider: {type: x}}}; policy.provider",
                "services: {a: {models: [llm]}}; policy.provider",
                "models: {llm: {model: x}}; policy.provider",
                "services: {a: {use_api_socket: true}}; policy.mount",
            })
    void standardRefusesWhatAnOlderComposeDoesNotKnow(String compose, String reason) {
        judged.file("compose.yaml", compose);
        assertThat(judged.source()).isNull();
        assertThat(judged.profile(Profile.STANDARD).source().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services: [",
                "services: {a: {!!binary ZW52X2ZpbGU=: /etc/x}}",
                "a: &a [x, x]\nb: &b [*a, *a",
            })
    void refusesWhatItCannotReadForCertain(String compose) {
        PolicyException e = judged.file("compose.yaml", compose).source();
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("compose.invalid");
        assertThat(e).hasMessageStartingWith("compose.yaml: line ");
    }
}
