/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.longshore.events.StackId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds docs/configuration.md and the JSON Schemas against what the readers do. */
class DocumentedConfigurationTest {
    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n# (\\S+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KNOWN_KEYS = Pattern.compile("unknown key 'zzz'; known keys are (.*)");
    private static final String BASE = "https://schema.invalid/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private ConfigFile config;

    @BeforeEach
    void credentials() {
        config = ConfigFile.in(folder);
        for (String name : List.of(
                "kafka-jaas",
                "api-token",
                "github",
                "shop-token",
                "registry",
                "deploy-key",
                "team-token",
                "gitea-token")) {
            config.secretFile(name, name + "-value\n", "rw-------");
        }
        for (String name : List.of("ntfy-token", "smtp-password")) {
            config.secretFile(name, name + "-value\n", "rw-------");
        }
        config.secretFile("slack-url", "https://hooks.example.org/services/T/B/x\n", "rw-------");
        config.secretFile("notify-key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "rw-------");
        for (String name : List.of("known_hosts", "ann.pub", "ca.pem")) {
            config.secretFile(name, name + "\n", "rw-r--r--");
        }
    }

    private List<String> examples(String file) throws IOException {
        String page =
                Files.readString(DOCS.resolve("configuration.md")) + Files.readString(DOCS.resolve("notifications.md"));
        List<String> examples = EXAMPLE.matcher(page)
                .results()
                .filter(match -> match.group(1).equals(file))
                .map(match -> match.group(2).replace("/run/secrets/", folder + "/"))
                .toList();
        assertThat(examples).isNotEmpty();
        return examples;
    }

    @Test
    void everyExampleLoadsWithoutWarningsAndSuitsTheSchema() throws Exception {
        for (String example : examples("longshore.yaml")) {
            assertThat(config.load(example).warnings()).isEmpty();
            assertThat(violations("longshore.schema.json", example)).isEmpty();
        }
        for (String example : examples(StacksFile.NAME)) {
            assertThat(StacksFile.parse("x", example.getBytes(StandardCharsets.UTF_8)))
                    .isNotEmpty();
            assertThat(violations("stacks.schema.json", example)).isEmpty();
        }
    }

    @Test
    void theFullExampleMeansWhatItSays() throws Exception {
        Configuration full = config.load(examples("longshore.yaml").get(0)).configuration();
        assertThat(full.externalKafka().orElseThrow().clientProperties())
                .containsEntry("sasl.jaas.config", "kafka-jaas-value")
                .containsEntry("bootstrap.servers", "kafka-1:9092,kafka-2:9092");
        assertThat(full.management()).isEqualTo(ManagementConfig.DEFAULT);
        assertThat(full.ingress().listen()).isEqualTo(IngressConfig.DEFAULT.listen());
        assertThat(full.ingress().maxBody()).isEqualTo(IngressConfig.DEFAULT.maxBody());
        assertThat(full.ingress().webhooks().values())
                .extracting(
                        WebhookConfig::name,
                        webhook -> webhook.options().header(),
                        webhook -> webhook.secrets().stream().map(Secret::value).toList())
                .containsExactly(
                        tuple("github", null, List.of("github-value", "previous")),
                        tuple("builds", "X-Builds-Signature", List.of("builds")));
        SyncerConfig syncer = full.syncer();
        assertThat(new SyncerConfig(
                        syncer.workers(),
                        syncer.fetchTimeout(),
                        syncer.maxBundle(),
                        syncer.maxCache(),
                        syncer.perHost(),
                        RemoteAccess.DIRECT))
                .isEqualTo(SyncerConfig.DEFAULT);
        assertThat(syncer.access().credentials())
                .extracting(credential -> credential.auth().getClass().getSimpleName())
                .containsExactly("Basic", "SshKey");
        assertThat(full.applier().labels()).isEqualTo(Map.of("role", "edge"));
        assertThat(full.applier().policy())
                .isEqualTo(new PolicyConfig(
                        PolicyConfig.Profile.STANDARD,
                        List.of(Path.of("/srv")),
                        Map.of(StackId.parse("homelab/traefik"), Set.of(new Right("docker-socket")))));
        assertThat(full.applier().registries())
                .extracting(RegistryConfig::registry, RegistryConfig::username, r -> r.password()
                        .value())
                .containsExactly(tuple("registry.example.org", "puller", "registry-value"));
        ReconcilerConfig reconciler = full.reconciler();
        assertThat(Objects.requireNonNull(reconciler.api()).tokens())
                .extracting(Secret::value)
                .containsExactly("api-token-value");
        assertThat(reconciler.poll()).isEqualTo(ReconcilerConfig.DEFAULT.poll());
        assertThat(reconciler.drift()).isEqualTo(ReconcilerConfig.DEFAULT.drift());
        assertThat(reconciler.jitter()).isEqualTo(ReconcilerConfig.DEFAULT.jitter());
        assertThat(reconciler.forges())
                .extracting(ForgeConfig::provider, forge -> forge.token().value(), ForgeConfig::issues)
                .containsExactly(tuple(ForgeConfig.Provider.GITEA, "gitea-token-value", true));
        assertThat(full.repositories())
                .extracting(RepositoryConfig::name)
                .containsExactly("homelab", "shop", "tools", "edge");
        assertThat(full.repository("homelab").orElseThrow().pollOr(reconciler.poll()))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(full.repository("shop").orElseThrow().stacks()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "zzz: 1; ",
                "kafka: {bootstrapServers: 'a:1', zzz: 1}; /properties/kafka",
                "management: {zzz: 1}; /properties/management",
                "ingress: {zzz: 1}; /properties/ingress",
                "ingress: {webhooks: {x: {provider: github, secret: {env: GIT_TOKEN}, zzz: 1}}}; /$defs/webhook",
                "ingress: {webhooks: {x: {provider: generic-hmac, secret: {env: GIT_TOKEN}, fields: {zzz: 1}}}}; /$defs/webhook/properties/fields",
                "ingress: {webhooks: {x: {provider: standard-webhooks, secret: {env: BASE64_KEY}, event: {zzz: 1}}}}; /$defs/webhook/properties/event",
                "ingress: {tls: {zzz: 1}}; /$defs/tls",
                "ingress: {apiTokens: [{env: GIT_TOKEN, zzz: 1}]}; /$defs/secret",
                "syncer: {zzz: 1}; /properties/syncer",
                "syncer: {credentials: [{prefix: 'https://a/', bearer: {env: GIT_TOKEN}, zzz: 1}]}; /$defs/credential",
                "syncer: {proxy: {url: 'http://a:1', zzz: 1}}; /$defs/proxy",
                "repositories: [{url: 'file:///r', verify: {zzz: 1}}]; /$defs/repository/properties/verify",
                "applier: {zzz: 1}; /properties/applier",
                "applier: {policy: {zzz: 1}}; /properties/applier/properties/policy",
                "applier: {registries: [{registry: a, username: b, password: {env: GIT_TOKEN}, zzz: 1}]}; "
                        + "/properties/applier/properties/registries/items",
                "reconciler: {zzz: 1}; /properties/reconciler",
                "reconciler: {notify: [{name: a, slack: {url: 'https://a/'}, zzz: 1}]}; /$defs/notify",
                "reconciler: {notify: [{name: a, webhook: {url: 'https://a/', zzz: 1}}]}; /$defs/notify/properties/webhook",
                "reconciler: {notify: [{name: a, ntfy: {url: 'https://a/', topic: t, zzz: 1}}]}; /$defs/notify/properties/ntfy",
                "reconciler: {notify: [{name: a, slack: {url: 'https://a/', zzz: 1}}]}; /$defs/notify/properties/slack",
                "reconciler: {notify: [{name: a, email: {server: 'a:25', from: a@b, to: [a@b], zzz: 1}}]}; "
                        + "/$defs/notify/properties/email",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea, token: {env: GIT_TOKEN}, zzz: 1}]}; /$defs/forge",
                "repositories: [{url: 'file:///r', zzz: 1}]; /$defs/repository",
                "repositories: [{url: 'https://a/r', auth: {bearer: {env: GIT_TOKEN}, zzz: 1}}]; /$defs/auth",
            })
    void theSchemaHasExactlyTheKeysThatAreRead(String document, String place) throws IOException {
        assertThat(keysRead(config.problems(document)))
                .isEqualTo(keysOf("longshore.schema.json", place == null ? "" : place));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{stacks: [{name: a}], zzz: 1}; ",
                "stacks: [{name: a, zzz: 1}]; /$defs/stack",
                "stacks: [{name: a, health: {zzz: 1}}]; /$defs/stack/properties/health",
                "stacks: [{name: a, rollback: {zzz: 1}}]; /$defs/stack/properties/rollback",
                "stacks: [{name: a, drift: {zzz: 1}}]; /$defs/stack/properties/drift",
            })
    void theSchemaOfStacksHasExactlyTheKeysThatAreRead(String document, String place) throws IOException {
        assertThat(keysRead(ConfigFile.stackProblems(document)))
                .isEqualTo(keysOf("stacks.schema.json", place == null ? "" : place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka: {}",
                "kafka: {bootstrapServers: 'a:1', properties: {acks: 1}}",
                "kafka: {bootstrapServers: 'a:1', properties: {ssl.key.password: x}}",
                "host: UPPER",
                "syncer: {workers: 0}",
                "syncer: {fetchTimeout: 1ns}",
                "syncer: {maxCache: 10GB}",
                "syncer: {perHost: {fetches: 0}}",
                "ingress: {listen: nowhere}",
                "ingress: {maxBody: 25MB}",
                "ingress: {apiTokens: [plain]}",
                "ingress: {webhooks: {x: {provider: gitlab, secret: {env: GIT_TOKEN}, prefix: x}}}",
                "ingress: {webhooks: {x: {provider: generic-hmac, secret: {env: GIT_TOKEN}, form: true}}}",
                "ingress: {webhooks: {x: {provider: generic-hmac, secret: {env: GIT_TOKEN}, fields: {ref: x}}}}",
                "ingress: {trustedProxies: [somewhere]}",
                "ingress: {webhooks: {x: {provider: github, secret: {env: GIT_TOKEN}, header: X-A}}}",
                "ingress: {webhooks: {x: {provider: github, secret: {env: GIT_TOKEN}, path: /api/repositories/a}}}",
                "applier: {policy: {profile: lenient}}",
                "applier: {policy: {allowBinds: [srv]}}",
                "applier: {policy: {allow: {traefik: [docker-socket]}}}",
                "applier: {policy: {allow: {a/b: docker-socket}}}",
                "applier: {registries: [{registry: a, username: b}]}",
                "applier: {registries: [{registry: a, username: b, password: plain}]}",
                "applier: {registries: [{registry: a, username: 'b:c', password: {env: GIT_TOKEN}}]}",
                "reconciler: {notify: [x]}",
                "reconciler: {notify: [{name: a}]}",
                "reconciler: {notify: [{slack: {url: 'https://a/'}}]}",
                "reconciler: {notify: [{name: a, slack: {url: 'https://a/'}, ntfy: {url: 'https://a/', topic: t}}]}",
                "reconciler: {notify: [{name: a, slack: {url: 'https://a/'}, severity: fatal}]}",
                "reconciler: {notify: [{name: a, slack: {url: 'https://a/'}, types: ['a b']}]}",
                "reconciler: {notify: [{name: a, slack: {url: 'ftp://a/'}}]}",
                "reconciler: {notify: [{name: a, slack: {url: 'https://me:pw@a/'}}]}",
                "reconciler: {notify: [{name: a, webhook: {url: 'https://a/', token: plain}}]}",
                "reconciler: {notify: [{name: a, webhook: {url: 'https://a/', contentType: text/plain}}]}",
                "reconciler: {notify: [{name: a, webhook: {url: 'https://a/', mode: binary, body: '{}'}}]}",
                "reconciler: {notify: [{name: a, ntfy: {url: 'https://a/', topic: 'a b'}}]}",
                "reconciler: {notify: [{name: a, email: {server: 'a:25', from: a, to: [a@b]}}]}",
                "reconciler: {notify: [{name: a, email: {server: 'a:25', from: a@b, to: []}}]}",
                "reconciler: {notify: [{name: a, email: {server: 'a:25', from: a@b, to: [a@b], username: me}}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea}]}",
                "reconciler: {forges: [{prefix: 'file:///a', provider: gitea, token: {env: GIT_TOKEN}}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: bitbucket, token: {env: GIT_TOKEN}}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea, token: plain}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea, token: {env: GIT_TOKEN}, apiUrl: a/api/v1}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea, token: {env: GIT_TOKEN}, link: 'javascript:x'}]}",
                "reconciler: {forges: [{prefix: 'https://a', provider: gitea, token: {env: GIT_TOKEN}, issues: 1}]}",
                "repositories: [{}]",
                "repositories: [{match: 'https://a/b'}]",
                "repositories: [{match: 'https://a/*', url: 'https://a/b'}]",
                "repositories: [{url: 'https://me:pw@a/r'}]",
                "repositories: [{url: 'ssh://me:pw@a/r'}]",
                "repositories: [{url: 'https://a/r', onForcePush: maybe}]",
                "repositories: [{url: 'https://a/r', submodules: 1}]",
                "repositories: [{url: 'https://a/r', verify: {keys: []}}]",
                "repositories: [{url: 'ssh://a/r', auth: {sshKey: {env: GIT_TOKEN}}}]",
                "repositories: [{url: 'https://a/r', auth: {bearer: {env: GIT_TOKEN}, passphrase: {env: GIT_TOKEN}}}]",
                "syncer: {credentials: [{prefix: 'https://a/'}]}",
                "syncer: {credentials: [{prefix: 'file:///a', bearer: {env: GIT_TOKEN}}]}",
                "syncer: {credentials: [{prefix: 'https://me:pw@a/', bearer: {env: GIT_TOKEN}}]}",
                "syncer: {proxy: {url: 'socks://a:1'}}",
                "syncer: {certificates: ca.pem}",
                "repositories: [{url: 'https://a/r', auth: {username: me}}]",
                "repositories: [{url: 'https://a/r', stacks: [{name: a, path: a/../../b}]}]",
                "repositories: [{url: 'https://a/r', stacks: [{name: a, path: /etc}]}]",
                "repositories: [{url: 'https://a/r', stacks: [{name: a, adopt: 1}]}]",
                "repositories: [{url: 'https://a/r', stacks: [{name: a, hosts: [b], hostSelector: {c: d}}]}]",
            })
    void theSchemaRefusesWhatTheReaderRefuses(String document) throws IOException {
        assertThat(config.problems(document)).isNotEmpty();
        assertThat(violations("longshore.schema.json", document)).isNotEmpty();
    }

    private static Set<String> keysRead(List<String> problems) {
        String keys = KNOWN_KEYS
                .matcher(String.join("\n", problems))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        return new TreeSet<>(List.of(keys.split(", ", -1)));
    }

    private static Set<String> keysOf(String schema, String place) throws IOException {
        JsonNode object =
                JSON.readTree(DOCS.resolve("schema/" + schema).toFile()).at(place);
        assertThat(object.path("additionalProperties").isBoolean()).isTrue();
        Set<String> keys = new TreeSet<>();
        object.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<Error> violations(String name, String yaml) throws IOException {
        Map<String, String> schemas = Map.of(
                BASE + "longshore.schema.json", Files.readString(DOCS.resolve("schema/longshore.schema.json")),
                BASE + "stacks.schema.json", Files.readString(DOCS.resolve("schema/stacks.schema.json")));
        Schema schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas))
                .getSchema(SchemaLocation.of(BASE + name));
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return schema.validate(JSON.valueToTree(document));
    }
}
