/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row C9 of the bad inputs: credentials. */
class SecretReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = new ConfigFile(folder, Map.of("TOKEN", "hunter2\n", "EMPTY", "\n"));
    }

    private LoadedConfiguration load(String reference) throws Exception {
        return config.load("ingress: {apiTokens: [" + reference + "]}");
    }

    private Secret token(String reference) throws Exception {
        return load(reference).configuration().ingress().apiTokens().get(0);
    }

    @Test
    void trimsNewlinesAtTheEnd() throws Exception {
        config.secretFile("token", " hunter2 \r\n\n", "rw-------");
        assertThat(token("{file: token}").value()).isEqualTo(" hunter2 ");
        assertThat(token("{env: TOKEN}").read()).isEqualTo(new byte[] {'h', 'u', 'n', 't', 'e', 'r', '2'});
    }

    @Test
    void readsAFileAtEachUse() throws Exception {
        Path file = config.secretFile("token", "old", "rw-------");
        Secret secret = token("{file: token}");
        Files.writeString(file, "new");
        assertThat(secret.value()).isEqualTo("new");
        Files.delete(file);
        assertThatThrownBy(secret::read)
                .isInstanceOf(SecretUnavailableException.class)
                .hasMessage("secret file " + file + " cannot be read (NoSuchFile); create it or correct the path");
    }

    @Test
    void neverShowsTheCredential() throws Exception {
        Path file = config.secretFile("token", "hunter2", "rw-------");
        assertThat(token("{file: token}")).hasToString("file:" + file);
        assertThat(token("{env: TOKEN}")).hasToString("env:TOKEN");
        assertThat(load("{env: TOKEN}").toString()).doesNotContain("hunter2");
    }

    @Test
    void warnsOfAFileThatEveryUserMayRead() throws Exception {
        Path file = config.secretFile("token", "hunter2", "rw-r--r--");
        assertThat(load("{file: token}").warnings())
                .containsExactly(new Problem(
                        folder.resolve("longshore.yaml").toString(),
                        1,
                        30,
                        "ingress.apiTokens[0].file",
                        "secret file " + file + " is readable by every user; run chmod o-r on it"));
        config.secretFile("token", "hunter2", "rw-r-----");
        assertThat(load("{file: token}").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "hunter2, 22, '', 'must be a credential reference: {file: path} or {env: NAME}; a credential never stands in the file itself'",
        "'{}', 22, '', 'must be a credential reference: {file: path} or {env: NAME}'",
        "'{env: TOKEN, file: token}', 22, '', 'must be a credential reference: {file: path} or {env: NAME}'",
        "'{file: missing}', 29, .file, 'secret file missing cannot be read (NoSuchFile); create it or correct the path'",
        "'{file: .}', 29, .file, 'secret file FOLDER cannot be read (IO); create it or correct the path'",
        "'{file: empty}', 29, .file, 'secret file empty is empty; put the credential in it'",
        "'{file: large}', 29, .file, 'secret file large is larger than 64 KiB, which no credential is'",
        "'{env: NOWHERE}', 28, .env, 'environment variable NOWHERE is not set; set it or use a file'",
        "'{env: EMPTY}', 28, .env, 'environment variable EMPTY is empty; put the credential in it'",
        "'{env: A=B}', 28, .env, 'must be the name of an environment variable'",
    })
    void refusesAReference(String reference, int column, String key, String problem) {
        config.secretFile("token", "hunter2", "rw-------");
        config.secretFile("empty", "\n", "rw-------");
        config.secretFile("large", "x".repeat(65_537), "rw-------");
        List<String> problems = config.problems("ingress: {apiTokens: [" + reference + "]}");
        assertThat(problems)
                .contains("longshore.yaml:1:" + (column + 1) + ": ingress.apiTokens[0]" + key + ": "
                        + problem.replace("FOLDER", folder.toString()))
                .noneMatch(p -> p.contains("hunter2"));
    }
}
