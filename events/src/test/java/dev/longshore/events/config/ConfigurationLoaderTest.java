/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    @Test
    void reportsAllProblemsAtOnceWithTheirPlaces() {
        assertThat(config.problems(
                        "host: UPPER",
                        "ingress:",
                        "  listen: nowhere",
                        "  apiTokens:",
                        "    - plain-token",
                        "reconciler:",
                        "  poll: 0s",
                        "repositories:",
                        "  - url: https://me:pw@git.example.org/shop.git",
                        "    brunch: main",
                        "    stacks:",
                        "      - name: a b",
                        "        path: ../x",
                        "      - { path: ok, env: [] }",
                        "colour: red"))
                .containsExactly(
                        "longshore.yaml:1:7: host: must be a name (lower-case letters, digits and . _ -, beginning with a"
                                + " letter or digit, at most 63), but is 'UPPER'",
                        "longshore.yaml:3:11: ingress.listen: an address is written host:port, such as 127.0.0.1:8080",
                        "longshore.yaml:5:7: ingress.apiTokens[0]: must be a credential reference: {file: path} or {env:"
                                + " NAME}; a credential never stands in the file itself",
                        "longshore.yaml:7:9: reconciler.poll: must be between 1s and 7d, but is 0s",
                        "longshore.yaml:9:10: repositories[0].url: has a user name or password in it; use a credential"
                                + " reference: auth: {username: …, password: {env: NAME}}",
                        "longshore.yaml:10:5: repositories[0]: unknown key 'brunch'; did you mean 'branch'?",
                        "longshore.yaml:12:15: repositories[0].stacks[0].name: must be a name (lower-case letters, digits and"
                                + " . _ -, beginning with a letter or digit, at most 63), but is 'a b'",
                        "longshore.yaml:13:15: repositories[0].stacks[0].path: must not contain '..'",
                        "longshore.yaml:14:9: repositories[0].stacks[1]: has no 'name', which is required",
                        "longshore.yaml:14:26: repositories[0].stacks[1].env: must be a mapping, but is a list",
                        "longshore.yaml:15:1: unknown key 'colour'; known keys are applier, data, host, ingress, kafka,"
                                + " management, reconciler, repositories, syncer");
    }

    @Test
    void fillsInDefaults() throws Exception {
        Configuration configuration = config.load("host: h1").configuration();
        Configuration defaults = ConfigurationLoader.defaults(config.environment()::get);
        assertThat(configuration)
                .usingRecursiveComparison()
                .ignoringFields("host")
                .isEqualTo(defaults);
        assertThat(configuration.host()).isEqualTo("h1");
        assertThat(configuration.externalKafka()).isEmpty();
        assertThat(configuration.repository("none")).isEmpty();
    }

    @Test
    void resolvesRelativePathsAgainstTheFile() throws Exception {
        assertThat(config.load("data: state/../data").configuration().data()).isEqualTo(folder.resolve("data"));
    }

    @Test
    void readsEverythingAnewAtEachCall() throws Exception {
        assertThat(config.load("host: a").configuration().host()).isEqualTo("a");
        assertThat(config.load("host: b").configuration().host()).isEqualTo("b");
    }

    @Test
    void tellsAFileThatCannotBeReadFromAnInvalidOne() {
        Path missing = folder.resolve("missing.yaml");
        assertThatThrownBy(() -> ConfigurationLoader.load(missing, name -> null))
                .isInstanceOf(ConfigurationUnreadableException.class)
                .hasMessage(missing + " does not exist; create it or name another with -c");
        assertThatThrownBy(() -> ConfigurationLoader.load(folder, name -> null))
                .isInstanceOf(ConfigurationUnreadableException.class)
                .hasMessage(folder + " is a folder; name a configuration file");
    }

    @Test
    void choosesADataFolderThisUserMayWrite() throws Exception {
        MachineDefaults home = new MachineDefaults(name -> name.equals("HOME") ? "/home/me" : null);
        MachineDefaults xdg = new MachineDefaults(name -> name.equals("XDG_STATE_HOME") ? "/state" : "/home/me");
        Path unusable = Files.writeString(folder.resolve("file"), "").resolve("longshore");
        assertThat(home.dataFolder(folder.resolve("longshore"))).isEqualTo(folder.resolve("longshore"));
        assertThat(home.dataFolder(unusable)).isEqualTo(Path.of("/home/me/.local/state/longshore"));
        assertThat(xdg.dataFolder(unusable)).isEqualTo(Path.of("/state/longshore"));
    }

    @Test
    void makesANameOfTheSystemsHostName() {
        assertThat(List.of("HomeLab.Example.org\n", "_x y", "", "ä", "a".repeat(80)))
                .map(MachineDefaults::asName)
                .containsExactly("homelab.example.org", "x-y", "localhost", "localhost", "a".repeat(63));
    }

    @Test
    void writesAnAddressAsItIsRead() {
        assertThat(List.of("0.0.0.0:8080", "[::1]:0", "localhost:65535"))
                .allSatisfy(text -> assertThat(Listen.parse(text)).hasToString(text));
        assertThat(Listen.parse("[::1]:0").host()).isEqualTo("::1");
    }
}
