/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.Topic;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections whose values have bounds, and the one for Kafka. */
class ConfigurationReaderTest {
    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void folder() {
        config = ConfigFile.in(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "'ingress: {listen: 8080}', 'ingress.listen: must be an address such as 127.0.0.1:8080, but is a number'",
        "'ingress: {listen: \"a:70000\"}', 'ingress.listen: port 70000 is not between 0 and 65535'",
        "'ingress: {listen: \"::1:80\"}', 'ingress.listen: an address is written host:port'",
        "'ingress: {listen: \":80\"}', 'ingress.listen: '''' is not a host name or address'",
        "'ingress: {maxBody: 25MB}', 'ingress.maxBody: must be a size such as 512KiB or 25MiB (units B, KiB, MiB, GiB), but is ''25MB'''",
        "'ingress: {maxBody: 9999999999GiB}', 'ingress.maxBody: must be between 1KiB and 100MiB'",
        "'ingress: {webhooks: {A b: {provider: github, secret: {env: GIT_TOKEN}}}}', 'ingress.webhooks.A b: its key is not a name'",
        "'{management: {listen: \"a:80\"}, ingress: {listen: \"a:80\"}}', '''management.listen'' and ''ingress.listen'' are the same address'",
        "'reconciler: {jitter: 60%}', 'reconciler.jitter: must be between 0% and 50%, but is 60%'",
        "'reconciler: {jitter: 0.1}', 'reconciler.jitter: must be a percentage such as 10%, but is a number'",
        "'reconciler: {notify: [x]}', 'reconciler.notify[0]: must be a mapping, but is a string'",
        "'applier: {policy: {profile: lax}}', 'applier.policy.profile: must be trusted, standard or strict'",
        "'applier: {policy: {allowBinds: [srv]}}', 'applier.policy.allowBinds[0]: must be an absolute path'",
        "'applier: {policy: {allow: {a: []}}}', 'applier.policy.allow.a: its key: a stack is written repository/stack'",
        "'applier: {policy: {allow: {a/b: [root]}}}', 'applier.policy.allow.a/b[0]: is no right: ''root'''",
        "'applier: {policy: {allow: {a/b: [\"bind:etc\"]}}}', 'applier.policy.allow.a/b[0]: is no right: ''bind:etc'''",
        "'applier: {policy: {allow: {a/b: [\"bind:/a/../b\"]}}}', 'applier.policy.allow.a/b[0]: is no right: ''bind:/a/../b'''",
        "'applier: {registries: [{registry: a/b, username: c, password: {env: GIT_TOKEN}}]}', 'applier.registries[0].registry: must be a registry'",
        "'applier: {registries: [{registry: a, username: \"c:\", password: {env: GIT_TOKEN}}]}', 'applier.registries[0]: has a username that is empty or has a colon in it'",
        "'applier: {registries: [{registry: a, username: c, password: {env: GIT_TOKEN}}, {registry: a, username: d, password: {env: GIT_TOKEN}}]}', 'applier: ''registries'' has ''a'' twice; keep one'",
        "'syncer: {workers: 0}', 'syncer.workers: must be between 1 and 256, but is 0'",
        "'host: UPPER', 'host: must be a name'",
        "'host: no', 'host: must be a name, but is a boolean'",
        "'data: 0777', 'data: must be a path, but is a number'",
        "'data: \"a\\0b\"', 'data: must be a path, but has a character that paths cannot have'",
        "'kafka: {}', 'kafka: has no ''bootstrapServers'', which is required'",
        "'kafka: {bootstrapServers: a}', 'kafka.bootstrapServers: an address is written host:port'",
        "'kafka: {bootstrapServers: \"a:1,\"}', 'kafka.bootstrapServers: an address is written host:port'",
        "'kafka: {bootstrapServers: \"a:1\", properties: {acks: 0}}', 'kafka.properties.acks: is set by Longshore itself; remove it'",
        "'kafka: {bootstrapServers: \"a:1\", properties: {ssl.key.password: x}}', 'kafka.properties.ssl.key.password: must be a credential reference'",
        "'kafka: {bootstrapServers: \"a:1\", properties: {x: no}}', 'kafka.properties.x: must be a string, but is a boolean; write it in quotes'",
        "'kafka: {bootstrapServers: \"a:1\", partitions: {x: 1}}', 'kafka.partitions.x: there is no topic of this name; topics are sync'",
        "'kafka: {bootstrapServers: \"a:1\", partitions: {sync: 0}}', 'kafka.partitions.sync: must be between 1 and 1000'",
    })
    void refusesASectionsValue(String line, String problem) {
        assertThat(config.problems(line)).singleElement().asString().contains(": " + problem);
    }

    @Test
    void readsKafkaPropertiesWithTheirCredentials() throws Exception {
        KafkaSection kafka = config.load(
                        "kafka:",
                        "  bootstrapServers: a:9092, b:9092",
                        "  properties:",
                        "    linger.ms: 0",
                        "    ssl.key.password: {env: GIT_TOKEN}",
                        "  partitions: {dead-letter: 3}",
                        "  replicationFactor: 3")
                .configuration()
                .externalKafka()
                .orElseThrow();
        assertThat(kafka.clientProperties())
                .isEqualTo(Map.of("bootstrap.servers", "a:9092,b:9092", "linger.ms", "0", "ssl.key.password", "token"));
        assertThat(kafka.partitions()).isEqualTo(Map.of(Topic.DEAD_LETTER, 3));
        assertThat(kafka.replicationFactor()).isEqualTo(3);
        assertThat(kafka.toString()).doesNotContain("=token");
    }
}
