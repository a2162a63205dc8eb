/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.config.RegistryConfig;
import dev.longshore.events.config.SecretUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that Longshore is configured with for registries, lent to one Docker command at a time: as a Docker configuration of its own,
 * in a folder that only this user can read and that is gone afterwards. The host's own configuration goes on to hold for everything else.
 */
public final class RegistryCredentials {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "config.json";

    private final List<RegistryConfig> registries;
    private final Function<String, @Nullable String> environment;

    /** @param environment this process's, which says where the host's Docker configuration is */
    public RegistryCredentials(List<RegistryConfig> registries, Function<String, @Nullable String> environment) {
        this.registries = List.copyOf(registries);
        this.environment = environment;
    }

    /** Those configured for the registry of an image. */
    Optional<RegistryConfig> of(String image) {
        String registry = ImageName.registry(image);
        return registries.stream().filter(r -> r.registry().equals(registry)).findFirst();
    }

    /**
     * Runs {@code action} with the variables that lend it the credentials; none if nothing is configured.
     *
     * @throws IOException if the configuration cannot be written, or what {@code action} throws
     */
    <T> T lend(Action<T> action) throws IOException {
        if (registries.isEmpty()) {
            return action.run(Map.of());
        }
        Path folder = Files.createTempDirectory(
                "longshore-docker-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            write(folder);
            return action.run(Map.of("DOCKER_CONFIG", folder.toString()));
        } finally {
            delete(folder);
        }
    }

    /** What runs with borrowed credentials. */
    interface Action<T> {
        T run(Map<String, String> variables) throws IOException;
    }

    private void write(Path folder) throws IOException {
        Optional<Path> host = hostFolder();
        if (host.isPresent()) { // plugins, contexts and builders stay where they are
            for (Path child : children(host.get())) {
                String name = child.getFileName().toString();
                if (!name.equals(FILE)) {
                    Files.createSymbolicLink(folder.resolve(name), child);
                }
            }
        }
        ObjectNode config = hostConfig(host.map(h -> h.resolve(FILE)));
        for (RegistryConfig registry : registries) {
            String key = ImageName.configKey(registry.registry());
            String pair = registry.username() + ":" + password(registry);
            config.withObjectProperty("auths")
                    .putObject(key)
                    .put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            config.withObjectProperty("credHelpers").put(key, ""); // else a credsStore would be asked instead
        }
        Path file = Files.createFile(
                folder.resolve(FILE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, JSON.writeValueAsBytes(config));
    }

    private static String password(RegistryConfig registry) {
        try {
            return registry.password().value();
        } catch (SecretUnavailableException e) {
            throw new ComposeException(
                    ComposeException.PULL_DENIED,
                    "the password of registry " + registry.registry() + ": " + e.getMessage(),
                    e);
        }
    }

    private static ObjectNode hostConfig(Optional<Path> file) throws IOException {
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return JSON.createObjectNode();
        }
        JsonNode read = JSON.readTree(file.get().toFile());
        return read instanceof ObjectNode object ? object : JSON.createObjectNode();
    }

    private Optional<Path> hostFolder() {
        String configured = environment.apply("DOCKER_CONFIG");
        String home = environment.apply("HOME");
        Path folder = configured != null && !configured.isEmpty()
                ? Path.of(configured)
                : home == null || home.isEmpty() ? null : Path.of(home, ".docker");
        return Optional.ofNullable(folder).map(Path::toAbsolutePath).filter(Files::isDirectory);
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    /** Docker may have put things beside ours; what lies behind links is the host's. */
    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot delete " + folder + ", which holds credentials: " + e.getMessage(), e);
        }
    }
}
