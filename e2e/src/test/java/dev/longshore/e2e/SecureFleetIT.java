/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/compose.secure.yaml}: everything works, and nobody can do more than its work. */
@EnabledIf("dev.longshore.e2e.Docker#isAvailable")
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecureFleetIT {
    private static final String OTHER = "applier-b";
    private static final List<String> TOPICS = List.of(
            "sync",
            "source",
            "revision",
            "bundle",
            "drift",
            "command",
            "deployment",
            "status",
            "cdevents",
            "repository",
            "dead-letter");

    /** Who may write what: DESIGN 1.6. */
    private static final Map<String, Set<String>> WRITES = Map.of(
            "ingress",
            Set.of("sync", "repository", "dead-letter"),
            "syncer",
            Set.of("source", "revision", "bundle", "dead-letter"),
            "applier",
            Set.of("deployment", "dead-letter"),
            OTHER,
            Set.of("deployment", "dead-letter"),
            "reconciler",
            Set.of("sync", "drift", "status", "cdevents", "dead-letter"),
            "cli",
            Set.of("sync", "command"));

    private final Path directory;
    private final Path credentials;
    private final String gateway = Docker.run(
                    "network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "bridge")
            .strip();
    private final String servers;
    private final ContainerFleet fleet;
    private final ComposeProject other;
    private final Repository repository;

    SecureFleetIT(@TempDir Path directory) throws IOException {
        int port = Ports.free();
        this.directory = directory;
        this.credentials = directory.resolve("credentials");
        this.servers = gateway + ":" + port;
        this.fleet = new ContainerFleet(directory, "secure/config", "compose.secure.yaml");
        fleet.project()
                .with("LONGSHORE_KAFKA_HOST", gateway)
                .with("LONGSHORE_KAFKA_LISTEN", gateway)
                .with("LONGSHORE_KAFKA_PORT", port)
                .with("LONGSHORE_KAFKA_CREDENTIALS", credentials)
                .with("LONGSHORE_APPLIERS", OTHER);
        this.repository = fleet.repository("app", "here", "there");
        repository.write(".longshore.yaml", "stacks:\n" + stack("here", "e2e") + stack("there", "e2e-b"));
        repository.commit("here", "1");
        repository.commit("there", "1");
        fleet.configure("app", "app");
        this.other = otherHost();
    }

    private String stack(String name, String host) {
        return "  - {name: " + name + ", path: " + name + ", project: " + repository.project(name) + ", hosts: [" + host
                + "], health: {stable: 200ms}}\n";
    }

    private ComposeProject otherHost() throws IOException {
        Path config = Files.createDirectories(directory.resolve("remote"));
        Path data = directory.resolve("data-b");
        String shipped = Files.readString(ComposeProject.ROOT.resolve("deploy/remote/applier.yaml"));
        Files.writeString(
                config.resolve("applier.yaml"),
                shipped.replace("broker.example.org:9094", servers).replace("/var/lib/longshore", data.toString()));
        return new ComposeProject(fleet.project().name() + "-b", "applier.compose.yaml")
                .with("LONGSHORE_HOST", "e2e-b")
                .with("LONGSHORE_IMAGE", fleet.image())
                .with("LONGSHORE_DATA", data)
                .with("LONGSHORE_CONFIG", config)
                .with("LONGSHORE_CREDENTIALS", credentials.resolve(OTHER));
    }

    @BeforeAll
    void up() {
        fleet.up();
        other.run("up", "-d", "--wait", "--wait-timeout", "300");
    }

    @AfterAll
    void down() {
        other.remove();
        fleet.close();
        Docker.remove(repository.project("here"));
        Docker.remove(repository.project("there"));
    }

    @Test
    void aPushIsDeployedOnBothHosts() throws IOException, InterruptedException {
        repository.commit("here", "2");
        String commit = repository.commit("there", "2");

        assertThat(fleet.webhook().deliver("app", commit)).isEqualTo(202);

        fleet.awaitVersion(repository.project("here"), "2");
        fleet.awaitVersion(repository.project("there"), "2");
        assertThat(fleet.longshore("sync", "app", "--wait"))
                .contains("app/here")
                .contains("e2e-b");
        assertThat(fleet.longshore("suspend", "app/there", "--wait")).contains("deployment.suspended");
        assertThat(fleet.longshore("resume", "app/there", "--wait")).contains("deployment.resumed");
    }

    @Test
    void whatAUserMustNotWriteTheBrokerRefuses() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Set<String>> writes : WRITES.entrySet()) {
            KafkaUser user = user(writes.getKey());
            for (String topic : TOPICS) {
                if (!writes.getValue().contains(topic)) {
                    String outcome = user.write("longshore." + topic);
                    if (!outcome.equals("TopicAuthorizationException")) {
                        wrong.add(writes.getKey() + " to " + topic + ": " + outcome);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aHostReadsOnlyWhatConcernsHosts() throws IOException {
        KafkaUser host = user(OTHER);

        assertThat(TOPICS.stream()
                        .filter(topic -> host.read("longshore." + topic).equals("allowed")))
                .containsExactlyInAnyOrder("revision", "bundle", "drift", "command", "deployment");
    }

    @Test
    void nobodyTakesAnotherOnesPlace() throws IOException {
        KafkaUser host = user(OTHER);

        assertThat(host.join("longshore-syncer", "longshore.deployment")).isEqualTo("GroupAuthorizationException");
        assertThat(host.join("longshore-reconciler", "longshore.deployment")).isEqualTo("GroupAuthorizationException");
        assertThat(host.fence("longshore-syncer-0")).isEqualTo("TransactionalIdAuthorizationException");
        assertThat(user("ingress").fence("longshore-reconciler")).isEqualTo("TransactionalIdAuthorizationException");
    }

    @Test
    void nobodyRemovesTopicsOrGivesItselfRights() throws IOException {
        AclBinding everything = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
                new AccessControlEntry("User:syncer", "*", AclOperation.ALL, AclPermissionType.ALLOW));

        for (String name : WRITES.keySet()) {
            KafkaUser user = user(name);
            assertThat(user.administer(admin ->
                            admin.deleteTopics(List.of("longshore.revision")).all()))
                    .as(name)
                    .isEqualTo("TopicAuthorizationException");
            assertThat(user.administer(
                            admin -> admin.createAcls(List.of(everything)).all()))
                    .as(name)
                    .isEqualTo("ClusterAuthorizationException");
        }
    }

    @Test
    void nobodyComesInWithoutItsPassword() throws IOException {
        Path folder = credentials.resolve("syncer");
        String jaas = Files.readString(folder.resolve("jaas")).replaceAll("password=\"[^\"]*\"", "password=\"wrong\"");

        assertThat(new KafkaUser(servers, folder, jaas).read("longshore.sync"))
                .isEqualTo("SaslAuthenticationException");
    }

    private KafkaUser user(String name) throws IOException {
        return new KafkaUser(servers, credentials.resolve(name));
    }
}
