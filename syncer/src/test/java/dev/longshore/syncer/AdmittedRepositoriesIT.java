/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.PushReceived;
import dev.longshore.events.RepositoryAdmitted;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.RepositoryMatch;
import dev.longshore.events.kafka.AdmittedRepositories;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that are not configured one by one, and a configuration that changes. */
class AdmittedRepositoriesIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path temp;

    private EmbeddedBroker broker;
    private KafkaSettings settings;
    private AdmittedRepositories admitted;
    private SyncerFixture fixture;
    private RepositoryMatch match;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.in(temp.resolve("broker")));
        settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, TopicLayout.EMBEDDED, Duration.ofSeconds(60));
        admitted = new AdmittedRepositories(settings, "test-admitted").start();
        fixture = new SyncerFixture(settings);
        match = new RepositoryMatch(new RepositoryConfig("*", temp.toUri() + "group/*", "main", null, null, List.of()));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        admitted.close();
        broker.close();
    }

    private String remote(String name) throws Exception {
        try (TestRepository remote = new TestRepository(temp.resolve("group").resolve(name))) {
            remote.write("compose.yaml", TestRepository.COMPOSE).commit("Begin");
            return remote.url();
        }
    }

    private static PushReceived push(String repository) {
        return new PushReceived(repository, "refs/heads/main", null, null, "github", null, null);
    }

    private SourceEvent answer(String request) {
        return await().atMost(SOON).until(() -> fixture.answer(request), answer -> answer != null);
    }

    @Test
    void looksAtAnAdmittedRepositoryButNeverAtOneTheConfigurationDoesNotAdmit() throws Exception {
        fixture.start(temp.resolve("data"), new SyncedRepositories(List.of(), List.of(match), admitted));
        String url = remote("shop");

        fixture.publish(new RepositoryAdmitted("shop", url, "main", "github"));
        assertThat(answer(fixture.publish(push("shop")))).isInstanceOf(SourceEvent.Changed.class);

        fixture.publish(new RepositoryAdmitted("evil", temp.toUri() + "elsewhere/evil", "main", "github"));
        assertThat(answer(fixture.publish(push("evil"))))
                .isInstanceOfSatisfying(SourceEvent.Failed.class, failed -> assertThat(failed.reason())
                        .isEqualTo("source.unknown_repository"));
    }

    @Test
    void takesOverAChangedConfiguration() throws Exception {
        SyncerVerticle syncer =
                fixture.start(temp.resolve("data"), new SyncedRepositories(List.of(), List.of(), admitted));
        String first = remote("first");
        assertThat(answer(fixture.publish(push("first")))).isInstanceOf(SourceEvent.Failed.class);

        syncer.reconfigure(List.of(SyncerFixture.repository("first", first)), List.of());
        fixture.awaitFirst("first");
        assertThat(answer(fixture.publish(push("first")))).isInstanceOf(SourceEvent.Unchanged.class);

        syncer.reconfigure(List.of(), List.of());
        await().atMost(SOON).until(() -> answer(fixture.publish(push("first"))) instanceof SourceEvent.Failed);
    }
}
