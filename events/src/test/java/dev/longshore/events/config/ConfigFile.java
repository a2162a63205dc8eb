/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A {@code longshore.yaml} in a folder of its own. */
record ConfigFile(Path folder, Map<String, String> environment) {
    static final Map<String, String> ENVIRONMENT = Map.of(
            "HOME", "/home/me",
            "OLD_WEBHOOK_SECRET", "previous",
            "BUILDS_SECRET", "builds",
            "BASE64_KEY", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "GIT_TOKEN", "token");

    static ConfigFile in(Path folder) {
        return new ConfigFile(folder, ENVIRONMENT);
    }

    Path secretFile(String name, String content, String permissions) {
        try {
            Path file = Files.writeString(folder.resolve(name), content);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoadedConfiguration load(String... lines) throws ConfigurationException, ConfigurationUnreadableException {
        return load(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    LoadedConfiguration load(byte[] content) throws ConfigurationException, ConfigurationUnreadableException {
        try {
            return ConfigurationLoader.load(Files.write(folder.resolve("longshore.yaml"), content), environment::get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The problems of an invalid file, without its folder: {@code longshore.yaml:1:1: …}. */
    List<String> problems(String... lines) {
        return problems(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    List<String> problems(byte[] content) {
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> load(content));
        assertThat(e).as("the file is refused").isNotNull();
        return e.problems().stream()
                .map(p -> p.toString().replace(folder + "/", ""))
                .toList();
    }

    /** The problems of an invalid {@code .longshore.yaml}. */
    static List<String> stackProblems(String... lines) {
        byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        ConfigurationException e =
                catchThrowableOfType(ConfigurationException.class, () -> StacksFile.parse(StacksFile.NAME, content));
        return e.problems().stream().map(Problem::toString).toList();
    }
}
