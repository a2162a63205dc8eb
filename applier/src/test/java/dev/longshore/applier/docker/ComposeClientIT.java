/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf("dev.longshore.applier.docker.Docker#isAvailable")
final class ComposeClientIT {
    @TempDir
    Path root;

    private final Map<String, String> own = new HashMap<>(System.getenv());
    private final ComposeClient compose =
            new ComposeClient(ComposeCommand.find(System::getenv), own::get, ComposeDeadlines.DEFAULT);

    @Test
    void interpolatesTheStacksVariablesButNoneOfTheApplier() throws IOException {
        own.put("GIT_TOKEN", "of-the-applier");
        write(
                "compose.yaml",
                "services: {a: {image: x, environment: {T: '${GIT_TOKEN:-none}', V: '${V}', E: '${E}'}}}");
        write(".env", "V=from-file\nE=from-file\n");
        ResolvedModel model = compose.config(project(Map.of("V", "from-spec")));
        assertThat(model.service("a").json().path("environment").toString())
                .isEqualTo("{\"E\":\"from-file\",\"T\":\"none\",\"V\":\"from-spec\"}");
    }

    @Test
    void ignoresADotEnvThatSteersComposeOrDocker() throws IOException {
        write("compose.yaml", "services: {a: {image: x}}");
        write("other.yaml", "services: {b: {image: x}}");
        write(
                ".env",
                "COMPOSE_FILE=other.yaml\nCOMPOSE_PROJECT_NAME=evil\nDOCKER_HOST=tcp://192.0.2.1:1\nDOCKER_CONTEXT=evil\n");
        ResolvedModel model = compose.config(project(Map.of()));
        assertThat(model.name()).isEqualTo("mystack");
        assertThat(model.services()).containsOnlyKeys("a");
        try (Engine engine = Engine.connect()) {
            assertThat(compose.pullMissing(project(Map.of()), withImage(model, "busybox:1.37"), engine))
                    .isEmpty();
        }
    }

    @Test
    void refusesASpecThatSteersDocker() {
        assertThatExceptionOfType(ComposeException.class)
                .isThrownBy(() -> project(Map.of("DOCKER_HOST", "tcp://192.0.2.1:1")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo("compose.invalid"));
    }

    @Test
    void takesTheNameFromTheFileOrElseFromTheStack() throws IOException {
        write("compose.yaml", "name: ${N:-declared}\nservices: {a: {image: x, labels: {name: y}}}");
        assertThat(compose.config(project(Map.of())).name()).isEqualTo("declared");
        write("compose.yaml", "services:\n  name:\n    image: x\n");
        assertThat(compose.config(project(Map.of())).name()).isEqualTo("mystack");
        write("compose.yaml", "{services: {a: {image: x}}, name: flow}");
        assertThat(compose.config(project(Map.of())).name()).isEqualTo("flow");
        write("compose.yaml", "{services: {name: {image: x}}}");
        assertThat(compose.config(project(Map.of())).name()).isEqualTo("mystack");
    }

    @Test
    void namesTheFileAndTheServiceThatAreNotValid() throws IOException {
        write("compose.yaml", "services: {web: {image: x, comand: sleep}}");
        ComposeException unknownKey = invalid();
        assertThat(unknownKey)
                .hasMessageContaining("compose.yaml")
                .hasMessageContaining("web")
                .hasMessageContaining("comand");
        write("compose.yaml", "services: {web: [");
        assertThat(invalid()).hasMessageContaining("compose.yaml").hasMessageNotContaining(root.toString());
        write("compose.yaml", "services: {web: {image: '${UNSET:?set it}'}}");
        assertThat(invalid()).hasMessageContaining("UNSET").hasMessageContaining("set it");
        write("compose.yaml", "services: {}");
        assertThat(invalid()).hasMessageContaining("no service");
        Files.delete(root.resolve("compose.yaml"));
        assertThat(invalid()).hasMessageContaining("no compose.yaml, compose.yml");
    }

    @Test
    void refusesRemoteIncludes() throws IOException {
        write("compose.yaml", "include: ['https://git.invalid/x.git']\nservices: {a: {image: x}}");
        assertThat(invalid()).hasMessageContaining("put that file into the repository");
    }

    @Test
    void namesTheImageThatCannotBePulled() throws IOException {
        write("compose.yaml", "services: {a: {image: 'localhost:1/none:1'}}");
        try (Engine engine = Engine.connect()) {
            ResolvedModel model = compose.config(project(Map.of()));
            assertThatExceptionOfType(ComposeException.class)
                    .isThrownBy(() -> compose.pullMissing(project(Map.of()), model, engine))
                    .withMessageContaining("localhost:1")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo("pull.failed"));
        }
    }

    @Test
    void stopsAtTheDeadlineAndSaysSo() throws IOException {
        write("compose.yaml", "services: {a: {image: x}}");
        ComposeClient slow = fake("sleep 60 & sleep 60", Duration.ofMillis(300));
        long start = System.nanoTime();
        assertThatExceptionOfType(ComposeException.class)
                .isThrownBy(() -> slow.up(project(Map.of())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo("apply.timeout"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void passesNoValueOfTheStackAsAnArgument() throws IOException {
        write("compose.yaml", "services: {a: {image: x}}");
        ComposeClient showing = fake("echo \"$@\" > \"$HOME/arguments\"", Duration.ofSeconds(5));
        showing.up(project(Map.of("PASSWORD", "hunter2")));
        assertThat(root.resolve("arguments")).content().contains("--detach").doesNotContain("hunter2");
    }

    @Test
    void redactsWhatComposeSays() throws IOException {
        write("compose.yaml", "services: {a: {image: x}}");
        ComposeClient talking = fake("echo 'cannot read https://me:hunter2@host/x' >&2; exit 1", Duration.ofSeconds(5));
        assertThatExceptionOfType(ComposeException.class)
                .isThrownBy(() -> talking.up(project(Map.of())))
                .withMessageContaining("https://[redacted]@host/x")
                .satisfies(e -> assertThat(e.reason()).isEqualTo("apply.failed"));
    }

    private ComposeClient fake(String script, Duration deadline) throws IOException {
        Path program = write("docker-compose", "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        own.put("HOME", root.toString());
        return new ComposeClient(
                new ComposeCommand(List.of(program.toString())),
                own::get,
                new ComposeDeadlines(deadline, deadline, deadline, deadline));
    }

    private ComposeException invalid() {
        ComposeException e = catchThrowableOfType(ComposeException.class, () -> compose.config(project(Map.of())));
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo("compose.invalid");
        return e;
    }

    private static ResolvedModel withImage(ResolvedModel model, String image) {
        return ResolvedModel.parse(model.json().toString().replace("\"x\"", "\"" + image + "\""));
    }

    private ComposeProject project(Map<String, String> env) {
        StackSpec plain = StackSpec.of("mystack", ".");
        return ComposeProject.of(
                new StackSpec(
                        plain.name(),
                        plain.path(),
                        plain.project(),
                        plain.include(),
                        plain.files(),
                        plain.profiles(),
                        env,
                        plain.envFiles(),
                        plain.hosts(),
                        plain.hostSelector(),
                        plain.health(),
                        plain.rollback(),
                        plain.drift(),
                        false,
                        false,
                        null,
                        false,
                        null,
                        null),
                root);
    }

    private Path write(String file, String content) throws IOException {
        return Files.writeString(root.resolve(file), content);
    }
}
