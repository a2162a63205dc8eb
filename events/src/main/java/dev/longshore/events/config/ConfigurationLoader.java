/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code longshore.yaml}. Each call reads everything anew, so that it serves reloading too. */
public final class ConfigurationLoader {
    private ConfigurationLoader() {}

    /**
     * Reads and checks a file, and every credential it refers to once.
     *
     * @param file relative paths in it begin in its folder
     * @param environment of the process; null for a variable that is not set
     * @throws ConfigurationUnreadableException when there is no such file, or it cannot be read (exit code 66)
     * @throws ConfigurationException with all problems when it is invalid (exit code 78)
     */
    public static LoadedConfiguration load(Path file, Function<String, @Nullable String> environment)
            throws ConfigurationUnreadableException, ConfigurationException {
        return parse(file, read(file), environment);
    }

    /** What holds when there is no file: the embedded broker and no repositories. */
    public static Configuration defaults(Function<String, @Nullable String> environment) {
        MachineDefaults machine = new MachineDefaults(environment);
        return new Configuration(
                null,
                machine.dataFolder(),
                machine.hostName(),
                ManagementConfig.DEFAULT,
                IngressConfig.DEFAULT,
                SyncerConfig.DEFAULT,
                ApplierConfig.DEFAULT,
                ReconcilerConfig.DEFAULT,
                List.of(),
                List.of());
    }

    private static LoadedConfiguration parse(Path file, byte[] content, Function<String, @Nullable String> environment)
            throws ConfigurationException {
        Problems problems = new Problems(file.toString());
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        Optional<Configuration> configuration = YamlDocument.parse(content, problems)
                .map(keys -> new ConfigurationReader(folder, environment).read(keys));
        problems.throwIfAny();
        return new LoadedConfiguration(configuration.orElseThrow(), problems.warnings());
    }

    private static byte[] read(Path file) throws ConfigurationUnreadableException {
        if (Files.isDirectory(file)) {
            throw new ConfigurationUnreadableException(file + " is a folder; name a configuration file", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(YamlDocument.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new ConfigurationUnreadableException(file + " does not exist; create it or name another with -c", e);
        } catch (IOException e) {
            throw new ConfigurationUnreadableException(
                    file + " cannot be read (" + e.getClass().getSimpleName() + "); check its permissions", e);
        }
    }
}
