/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    @Test
    void readsCredentialsProxyAndCertificates() throws Exception {
        Path certificates = config.secretFile("ca.pem", "x", "rw-r--r--");
        config.secretFile("known_hosts", "x", "rw-r--r--");
        LoadedConfiguration loaded = config.load(
                "syncer:",
                "  credentials:",
                "    - {prefix: 'https://git.example.org/team/', username: ci, password: {env: GIT_TOKEN}}",
                "    - {prefix: 'ssh://git@git.example.org', sshKey: {env: GIT_TOKEN}, knownHosts: {file: known_hosts}}",
                "  proxy: {url: 'http://proxy.example.org:3128', except: [intern.example.org]}",
                "  certificates: {file: ca.pem}");
        RemoteAccess access = loaded.configuration().syncer().access();
        assertThat(access.credentials())
                .extracting(credential -> credential.prefix().text())
                .containsExactly("https://git.example.org/team/", "ssh://git@git.example.org");
        assertThat(access.credentials().get(0).auth()).isInstanceOf(AuthConfig.Basic.class);
        assertThat(access.proxy()).isNotNull().satisfies(proxy -> {
            assertThat(proxy.host()).isEqualTo("proxy.example.org");
            assertThat(proxy.isFor("git.example.org")).isTrue();
            assertThat(proxy.isFor("git.INTERN.example.org")).isFalse();
            assertThat(proxy.isFor("notintern.example.org")).isTrue();
        });
        assertThat(access.certificates()).isEqualTo(certificates);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "credentials: [{prefix: 'https://h/'}]; credentials[0]: must have either",
                "credentials: [{bearer: {env: GIT_TOKEN}}]; credentials[0]: has no 'prefix', which is required",
                "credentials: [{prefix: 'https://me:pw@h/', bearer: {env: GIT_TOKEN}}]; prefix: has a user name or password",
                "credentials: [{prefix: 'file:///srv', bearer: {env: GIT_TOKEN}}]; prefix: must begin with https://",
                "credentials: [{prefix: 'git@h:o', bearer: {env: GIT_TOKEN}}]; prefix: must begin with https://",
                "credentials: [{prefix: 'ssh://h/', bearer: {env: GIT_TOKEN}}]; an ssh URL needs 'sshKey'",
                "proxy: {url: 'http://me:pw@proxy:3128'}; proxy.url: must be a proxy without a login",
                "proxy: {url: 'socks://proxy:3128'}; proxy.url: must be a proxy without a login",
                "certificates: {file: nowhere.pem}; certificates: file nowhere.pem cannot be read",
            })
    void refuses(String keys, String problem) {
        assertThat(config.problems("syncer: {" + keys + "}"))
                .singleElement()
                .asString()
                .contains(problem)
                .doesNotContain("me:pw");
    }
}
