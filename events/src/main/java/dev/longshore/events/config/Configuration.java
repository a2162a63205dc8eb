/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code longshore.yaml} says, with defaults filled in and everything checked.
 *
 * @param kafka the external Kafka; null for the embedded broker
 * @param data absolute folder for everything that must outlive the process; each service has its own folder in it
 * @param host this machine's name, matching {@link dev.longshore.events.Names#PATTERN}
 * @param repositories no two of one name
 * @param matches which other repositories are admitted when a verified push comes from them, the first one first
 */
public record Configuration(
        @Nullable KafkaSection kafka,
        Path data,
        String host,
        ManagementConfig management,
        IngressConfig ingress,
        SyncerConfig syncer,
        ApplierConfig applier,
        ReconcilerConfig reconciler,
        List<RepositoryConfig> repositories,
        List<RepositoryMatch> matches) {
    public Configuration {
        repositories = List.copyOf(repositories);
        matches = List.copyOf(matches);
    }

    /** The external Kafka; empty for the embedded broker. */
    public Optional<KafkaSection> externalKafka() {
        return Optional.ofNullable(kafka);
    }

    /** The repository of this name, if it is configured. */
    public Optional<RepositoryConfig> repository(String name) {
        return repositories.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
