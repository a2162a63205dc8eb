/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyReaderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{slack: {url: 'https://a/'}}; [0]: has no 'name', which is required",
                "{name: a}; [0]: must have exactly one of webhook, ntfy, slack, email, but has none",
                "{name: a, slack: {url: 'https://a/'}, webhook: {url: 'https://a/'}}; [0]: must have exactly one of webhook, ntfy, slack, email, but has webhook and slack",
                "{name: a, slak: {}}; [0]: unknown key 'slak'; did you mean 'slack'?",
                "{name: a, slack: {url: 'ftp://a/'}}; [0].slack.url: must be a URL that begins with https:// or http://",
                "{name: a, slack: {url: 'https://me:pw@a/'}}; [0].slack.url: must be a URL that begins with https:// or http://, without a login and a fragment",
                "{name: a, slack: {url: {env: GIT_TOKEN}}}; [0].slack.url: what env:GIT_TOKEN holds must be a URL",
                "{name: a, slack: {url: 'https://a/', title: '{stak}'}}; [0].slack.title: has the unknown placeholder {stak}; did you mean {stack}?",
                "{name: a, webhook: {url: 'https://a/', body: '{\"a\": {title}}'}}; [0].webhook.body: is not JSON when filled in",
                "{name: a, webhook: {url: 'https://a/', body: '{\"a\": \"{what}\"}'}}; [0].webhook.body: has the unknown placeholder {what}; known are {id}, {title}",
                "{name: a, webhook: {url: 'https://a/', mode: binary, body: '{}'}}; [0].webhook: 'mode' is for CloudEvents and means nothing with 'body'; remove one",
                "{name: a, webhook: {url: 'https://a/', contentType: text/plain}}; [0].webhook: 'contentType' means nothing without 'body'; remove it",
                "{name: a, webhook: {url: 'https://a/', key: {env: GIT_TOKEN}, token: plain}}; [0].webhook.token: ",
                "{name: a, webhook: {url: 'https://a/', headers: {Host: b}}}; [0].webhook.headers.Host: its key is not a header that may be set here",
                "{name: a, webhook: {url: 'https://a/', headers: {X-A: \"a\\r\\nB: c\"}}}; [0].webhook.headers.X-A: must be printable ASCII",
                "{name: a, webhook: {url: 'https://a/', token: {env: GIT_TOKEN}, headers: {authorization: b}}}; [0].webhook: has both 'token' and a header 'Authorization'; keep one",
                "{name: a, ntfy: {url: 'https://a/'}}; [0].ntfy: has no 'topic', which is required",
                "{name: a, ntfy: {url: 'https://a/', topic: 'a/b'}}; [0].ntfy.topic: must be a topic",
                "{name: a, email: {server: a, from: a@b, to: [a@b]}}; [0].email.server: an address is written host:port",
                "{name: a, email: {server: 'a:25', from: \"a@b\\nBcc: c@d\", to: [a@b]}}; [0].email.from: must be an e-mail address",
                "{name: a, email: {server: 'a:25', from: a@b, to: []}}; [0].email: 'to' must name 1 to 20 addresses",
                "{name: a, email: {server: 'a:25', from: a@b, to: [a@b], username: me}}; [0].email: needs both 'username' and 'password', or neither",
                "{name: a, slack: {url: 'https://a/'}, types: [deployment.fail]}; [0].types[0]: matches no type, but is 'deployment.fail'",
                "{name: a, slack: {url: 'https://a/'}, stacks: ['a b']}; [0].stacks[0]: must be a pattern such as",
                "{name: a, slack: {url: 'https://a/'}, severity: fatal}; [0].severity: must be one of debug, info, warning, error, but is 'fatal'",
                "{name: a, slack: {url: 'https://a/'}, group: 11m}; [0].group: must be between 0s and 10m, but is 11m",
            })
    void saysWhatIsWrongAndWhere(String sink, String problem) {
        assertThat(ConfigFile.in(folder).problems("reconciler:", "  notify:", "    - " + sink))
                .anySatisfy(line ->
                        assertThat(line).startsWith("longshore.yaml:3:").contains("reconciler.notify" + problem));
    }

    @Test
    void twoSinksOfOneNameWouldShareAPlaceOnTheLog() {
        String sink = "{name: a, slack: {url: 'https://a/'}}";
        assertThat(ConfigFile.in(folder).problems("reconciler: {notify: [" + sink + ", " + sink + "]}"))
                .singleElement()
                .asString()
                .contains("two sinks of the name 'a'");
    }

    @Test
    void tellsOfEverythingByDefault() throws Exception {
        NotifyConfig sink = ConfigFile.in(folder)
                .load("reconciler: {notify: [{name: a, slack: {url: 'https://a/'}}]}")
                .configuration()
                .reconciler()
                .sinks()
                .get(0);
        assertThat(sink.stacks()).isEmpty();
        assertThat(sink.types()).isEmpty();
        assertThat(sink.severity()).isEqualTo(Severity.INFO);
        assertThat(sink.group()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void warnsOfCredentialsThatTravelUnencrypted() throws Exception {
        assertThat(ConfigFile.in(folder)
                        .load(
                                "reconciler:",
                                "  notify:",
                                "    - {name: a, ntfy: {url: 'http://a/', topic: t, token: {env: GIT_TOKEN}}}",
                                "    - {name: b, email: {server: 'a:25', tls: none, from: a@b, to: [a@b], username: c, password: {env: GIT_TOKEN}}}",
                                "    - {name: c, ntfy: {url: 'http://a/', topic: t}}")
                        .warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "sends its credential unencrypted; use https",
                        "sends its password unencrypted; use tls: starttls or tls: tls");
    }

    @Test
    void neverPrintsAUrlThatIsACredential() throws Exception {
        ConfigFile file = ConfigFile.in(folder);
        file.secretFile("slack", "https://hooks.example.org/s3cr3t\n", "rw-------");
        NotifyConfig sink = file.load("reconciler: {notify: [{name: a, slack: {url: {file: slack}}}]}")
                .configuration()
                .reconciler()
                .sinks()
                .get(0);
        assertThat(sink.toString()).contains("file:").doesNotContain("s3cr3t");
    }
}
