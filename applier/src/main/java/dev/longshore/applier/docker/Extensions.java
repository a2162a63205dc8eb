/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.applier.tree.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What a Compose file says to Longshore about a service: {@code x-longshore: {reload: SIGHUP}}. */
public final class Extensions {
    static final String KEY = "x-longshore";

    /** Those that ask for something and end nothing by their nature; SIGWINCH is how Apache and others are asked to restart gracefully. */
    private static final Set<String> SIGNALS =
            new TreeSet<>(List.of("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT"));

    private static final int LARGEST = 1 << 20;

    private Extensions() {}

    /** Whether any YAML file speaks of it: if none does, nobody has to be asked. */
    public static boolean areIn(Path root, Manifest files) {
        return files.files().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".yaml") || file.getKey().endsWith(".yml"))
                .filter(file -> file.getValue().linkTarget() == null && file.getValue().size() <= LARGEST)
                .anyMatch(file -> read(root.resolve(file.getKey())).contains(KEY));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** @param yaml what {@code docker compose config} printed */
    static ResolvedModel addTo(ResolvedModel model, String yaml) {
        ObjectNode json = model.json().deepCopy();
        if (services(yaml) instanceof Map<?, ?> services) {
            services.forEach((name, service) -> {
                if (service instanceof Map<?, ?> map && map.get(KEY) != null) {
                    String signal = signal(String.valueOf(name), Objects.requireNonNull(map.get(KEY)));
                    if (json.path("services").path(String.valueOf(name)) instanceof ObjectNode target) {
                        target.putObject(KEY).put("reload", signal);
                    }
                }
            });
        }
        return ResolvedModel.of(json);
    }

    private static Object services(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // bounded where it was read
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // Compose has resolved them all
        try {
            return new Yaml(new SafeConstructor(options)).load(yaml) instanceof Map<?, ?> root
                    ? Objects.requireNonNullElse(root.get("services"), Map.of())
                    : Map.of();
        } catch (YAMLException e) {
            throw new ComposeException(
                    ComposeException.INVALID, "what Compose printed is not YAML: " + e.getMessage(), e);
        }
    }

    private static String signal(String service, Object said) {
        if (said instanceof Map<?, ?> map
                && map.size() == 1
                && map.get("reload") instanceof String signal
                && SIGNALS.contains(signal)) {
            return signal;
        }
        throw new ComposeException(
                ComposeException.INVALID,
                "service '" + service + "': " + KEY + " must be {reload: SIGNAL} with one of "
                        + String.join(", ", SIGNALS) + ", not " + said);
    }
}
