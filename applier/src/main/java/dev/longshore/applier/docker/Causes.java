/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.tree.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is different for each service between what ran and what is to run, in words, never with a value: it may be secret. */
public final class Causes {
    private static final long LARGEST_ENV_FILE = 256 * 1024;
    private static final int NAMED = 5;
    /** Told otherwise, or of no meaning to Compose. */
    private static final Set<String> UNTOLD = Set.of("environment", "build", Extensions.KEY);

    private final Manifest changed;
    private final Path staging;

    private Causes(Manifest changed, Path staging) {
        this.changed = changed;
        this.staging = staging;
    }

    /**
     * By service that is in both and differs.
     *
     * @param next with the paths of the tree
     * @param changed files that were not there just so
     * @param staging where they are
     */
    public static Map<String, String> between(
            Baseline old, ResolvedModel next, Map<String, InputSet> inputs, Manifest changed, Path staging) {
        Causes causes = new Causes(changed, staging);
        Map<String, String> found = new TreeMap<>();
        next.services().forEach((name, service) -> {
            JsonNode before = old.model().path("services").path(name);
            InputSet read = old.inputs().get(name);
            if (before.isObject() && read != null) {
                List<String> differences =
                        causes.of(before, service.json(), read, Objects.requireNonNullElse(inputs.get(name), read));
                if (!differences.isEmpty()) {
                    found.put(name, words(differences));
                }
            }
        });
        return found;
    }

    private static String words(List<String> differences) {
        String named = differences.stream().limit(NAMED).collect(Collectors.joining(", "));
        return differences.size() > NAMED ? named + " and " + (differences.size() - NAMED) + " more" : named;
    }

    private List<String> of(JsonNode before, JsonNode after, InputSet read, InputSet reads) {
        List<String> differences = new ArrayList<>();
        if (!before.path("image").equals(after.path("image"))) {
            differences.add("image");
        }
        differences.addAll(inputs(read, reads));
        differences.addAll(environment(before.path("environment"), after.path("environment")));
        for (String key : keys(before, after)) {
            if (!UNTOLD.contains(key)
                    && !key.equals("image")
                    && !before.path(key).equals(after.path(key))) {
                differences.add("config " + key);
            }
        }
        return differences;
    }

    private static Set<String> inputs(InputSet read, InputSet reads) {
        Set<ServiceInput> different = new java.util.HashSet<>(read.inputs());
        different.addAll(reads.inputs());
        different.removeIf(input -> read.inputs().contains(input) && reads.inputs().contains(input));
        return different.stream().map(ServiceInput::describe).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> environment(JsonNode before, JsonNode after) {
        Set<String> causes = new TreeSet<>();
        for (String variable : keys(before, after)) {
            if (!before.path(variable).equals(after.path(variable))) {
                List<String> files = filesWith(variable);
                causes.addAll(files.isEmpty() ? List.of("environment " + variable) : files);
            }
        }
        return causes;
    }

    /** Compose does not say where a variable comes from; a file that changed and sets it is where. */
    private List<String> filesWith(String variable) {
        return changed.files().entrySet().stream()
                .filter(file -> !file.getKey().endsWith(".yaml") && !file.getKey().endsWith(".yml"))
                .filter(file -> file.getValue().linkTarget() == null
                        && file.getValue().size() <= LARGEST_ENV_FILE
                        && sets(file.getKey(), variable))
                .map(file -> "env file " + file.getKey())
                .toList();
    }

    private boolean sets(String path, String variable) {
        try {
            String text = new String(Files.readAllBytes(staging.resolve(path)), StandardCharsets.ISO_8859_1);
            return text.lines()
                    .map(line -> line.strip().replaceFirst("^export\\s+", ""))
                    .anyMatch(line -> line.startsWith(variable + "=") || line.startsWith(variable + ":"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + path + "' of the stack: " + e.getMessage(), e);
        }
    }

    private static Set<String> keys(JsonNode before, JsonNode after) {
        Set<String> keys = new TreeSet<>();
        before.properties().forEach(field -> keys.add(field.getKey()));
        after.properties().forEach(field -> keys.add(field.getKey()));
        return keys;
    }
}
