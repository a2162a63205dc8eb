/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.options;

import dev.longshore.events.config.Configuration;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.config.LoadedConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where the configuration is: {@code -c}, else {@code LONGSHORE_CONFIG}, else {@code ./longshore.yaml}. */
public final class ConfigOption {
    private static final Logger log = LoggerFactory.getLogger(ConfigOption.class);
    private static final Path DEFAULT = Path.of("longshore.yaml");

    private final Function<String, @Nullable String> environment;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; default: $LONGSHORE_CONFIG, else ./longshore.yaml")
    @Nullable
    Path file;

    public ConfigOption(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    public Function<String, @Nullable String> environment() {
        return environment;
    }

    /** The configuration, which must be there. */
    public Configuration load() throws ConfigurationException, ConfigurationUnreadableException {
        return load(named().orElse(DEFAULT));
    }

    /** The configuration, if one was named or {@code ./longshore.yaml} is there. */
    public Optional<Configuration> loadIfPresent() throws ConfigurationException, ConfigurationUnreadableException {
        Optional<Path> named = named();
        if (named.isEmpty() && !Files.exists(DEFAULT)) {
            return Optional.empty();
        }
        return Optional.of(load(named.orElse(DEFAULT)));
    }

    /** The file that {@link #load} reads. */
    public Path file() {
        return named().orElse(DEFAULT);
    }

    private Configuration load(Path path) throws ConfigurationException, ConfigurationUnreadableException {
        LoadedConfiguration loaded = ConfigurationLoader.load(path, environment);
        loaded.warnings().forEach(warning -> log.atWarn().log(warning.toString()));
        return loaded.configuration();
    }

    private Optional<Path> named() {
        return Optional.ofNullable(file).or(() -> Optional.ofNullable(environment.apply("LONGSHORE_CONFIG"))
                .map(Path::of));
    }
}
