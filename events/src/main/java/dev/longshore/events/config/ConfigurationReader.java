/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the sections of {@code longshore.yaml}. */
final class ConfigurationReader {
    /** An address to listen on. */
    static final ValueReader<Listen> LISTEN = value -> value.parsed("an address such as 127.0.0.1:8080", Listen::parse);

    private final Path base;
    private final Function<String, @Nullable String> environment;
    private final SecretReader secrets;

    /** Reads with paths relative to {@code base}. */
    ConfigurationReader(Path base, Function<String, @Nullable String> environment) {
        this.base = base;
        this.environment = environment;
        this.secrets = new SecretReader(base, environment);
    }

    Configuration read(YamlMapping keys) {
        MachineDefaults machine = new MachineDefaults(environment);
        KafkaSection kafka = keys.optional("kafka", new KafkaReader(secrets)::kafka);
        Path data = keys.optional("data", v -> v.parsed("a path", text -> SecretReader.folderOrFile(base, text)));
        String host = keys.optional("host", Shapes.NAME);
        ManagementConfig management =
                keys.optional("management", ConfigurationReader::management, ManagementConfig.DEFAULT);
        IngressConfig ingress =
                keys.optional("ingress", new IngressReader(base, secrets)::ingress, IngressConfig.DEFAULT);
        SyncerConfig syncer = keys.optional("syncer", this::syncer, SyncerConfig.DEFAULT);
        ApplierConfig applier = keys.optional("applier", this::applier, ApplierConfig.DEFAULT);
        ReconcilerConfig reconciler =
                keys.optional("reconciler", new ReconcilerReader(base, secrets)::reconciler, ReconcilerConfig.DEFAULT);
        RepositoryReader reader = new RepositoryReader(base, secrets);
        List<RepositoryConfig> repositories = keys.list("repositories", reader::repository);
        keys.refuseOtherKeys();
        ApiConfig api = reconciler.api();
        requireTwo(keys, "management.listen", management.listen(), "ingress.listen", ingress.listen());
        if (api != null) {
            requireTwo(keys, "management.listen", management.listen(), "reconciler.listen", api.listen());
            requireTwo(keys, "ingress.listen", ingress.listen(), "reconciler.listen", api.listen());
        }
        return new Configuration(
                kafka,
                data == null ? machine.dataFolder() : data,
                host == null ? machine.hostName() : host,
                management,
                ingress,
                syncer,
                applier,
                reconciler,
                repositories,
                reader.matches());
    }

    private static void requireTwo(YamlMapping keys, String one, Listen first, String other, Listen second) {
        if (first.equals(second) && first.port() != 0) {
            keys.error("'" + one + "' and '" + other + "' are the same address; choose another port for one");
        }
    }

    private static ManagementConfig management(YamlValue value) {
        YamlMapping keys = value.mapping();
        ManagementConfig management =
                new ManagementConfig(keys.optional("listen", LISTEN, ManagementConfig.DEFAULT.listen()));
        keys.refuseOtherKeys();
        return management;
    }

    private SyncerConfig syncer(YamlValue value) {
        YamlMapping keys = value.mapping();
        SyncerConfig syncer = new SyncerConfig(
                keys.optional("workers", Shapes.integer(1, 256), SyncerConfig.DEFAULT.workers()),
                keys.optional("fetchTimeout", Quantity.duration("1s", "1h"), SyncerConfig.DEFAULT.fetchTimeout()),
                keys.optional("maxBundle", Quantity.size("64KiB", "1GiB"), SyncerConfig.DEFAULT.maxBundle()),
                keys.optional("maxCache", Quantity.size("1MiB", "1024GiB"), SyncerConfig.DEFAULT.maxCache()),
                keys.optional("perHost", ConfigurationReader::perHost, SyncerConfig.DEFAULT.perHost()),
                new AccessReader(base, secrets).access(keys));
        keys.refuseOtherKeys();
        return syncer;
    }

    private static HostLimits perHost(YamlValue value) {
        YamlMapping keys = value.mapping();
        HostLimits limits = new HostLimits(
                keys.optional("fetches", Shapes.integer(1, 256), HostLimits.DEFAULT.fetches()),
                keys.optional("perSecond", Shapes.integer(1, 10_000), HostLimits.DEFAULT.perSecond()));
        keys.refuseOtherKeys();
        return limits;
    }

    private ApplierConfig applier(YamlValue value) {
        YamlMapping keys = value.mapping();
        ApplierConfig applier = new ApplierConfig(
                keys.optional("concurrency", Shapes.integer(1, 64), ApplierConfig.DEFAULT.concurrency()),
                keys.optional("keep", Shapes.integer(1, 100), ApplierConfig.DEFAULT.keep()),
                keys.entries("labels", Shapes::label),
                keys.optional("policy", PolicyReader::policy, PolicyConfig.DEFAULT),
                new RegistryReader(secrets).registries(keys));
        keys.refuseOtherKeys();
        return applier;
    }
}
