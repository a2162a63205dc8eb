/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.events.StackSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Compose is told about a stack.
 *
 * @param name null for the one that the files declare ({@code name:})
 * @param directory what relative paths are relative to
 * @param files Compose files, relative to {@code directory}; empty only where the name alone matters
 * @param env variables of the stack, which win over those of env files; may be secret, so only ever passed by environment
 * @param envFiles for interpolation, relative to {@code directory}; empty for Compose's own {@code .env}
 * @param overrides Compose files of ours, read last
 */
public record ComposeProject(
        @Nullable String name,
        Path directory,
        List<String> files,
        List<String> profiles,
        Map<String, String> env,
        List<String> envFiles,
        List<Path> overrides) {
    public ComposeProject {
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        env = Map.copyOf(env);
        envFiles = List.copyOf(envFiles);
        overrides = List.copyOf(overrides);
        ReservedVariables.check(env.keySet());
    }

    /**
     * The project of a stack whose repository is laid out at {@code root} (staging or tree).
     *
     * @throws ComposeException {@code compose.invalid} if there is no Compose file
     */
    public static ComposeProject of(StackSpec spec, Path root) {
        Path directory = root.toAbsolutePath().resolve(spec.path()).normalize();
        List<String> files = spec.files().isEmpty() ? List.of(standardFile(spec, directory)) : spec.files();
        String name = spec.project();
        if (name == null && !DeclaredName.isIn(directory, files)) {
            name = spec.name();
        }
        return new ComposeProject(
                name, directory, files, spec.profiles(), spec.env(), envFiles(spec, directory), List.of());
    }

    /** Where the revision has no {@code .env}, none: a container may have written one into the tree. */
    private static List<String> envFiles(StackSpec spec, Path directory) {
        return spec.envFiles().isEmpty() && !Files.exists(directory.resolve(".env"))
                ? List.of("/dev/null")
                : spec.envFiles();
    }

    /** A project of which only the name matters, such as to take it down. */
    static ComposeProject named(String name, Path directory) {
        return new ComposeProject(name, directory, List.of(), List.of(), Map.of(), List.of(), List.of());
    }

    /** The same at another place, under the name that {@link ResolvedModel#name()} gave, with {@code overrides}. */
    public ComposeProject at(Path newDirectory, String newName, List<Path> newOverrides) {
        return new ComposeProject(newName, newDirectory, files, profiles, env, envFiles, newOverrides);
    }

    /** The name, once it is known. */
    public String requireName() {
        return Objects.requireNonNull(name, "the project's name is known after ComposeClient.config");
    }

    /** Arguments that every Compose command of this project begins with. Holds no value of {@code env}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (name != null) {
            arguments.addAll(List.of("--project-name", name));
        }
        arguments.addAll(List.of("--project-directory", directory.toString()));
        files.forEach(file ->
                arguments.addAll(List.of("--file", directory.resolve(file).toString())));
        overrides.forEach(file -> arguments.addAll(List.of("--file", file.toString())));
        envFiles.forEach(file ->
                arguments.addAll(List.of("--env-file", directory.resolve(file).toString())));
        profiles.forEach(profile -> arguments.addAll(List.of("--profile", profile)));
        return arguments;
    }

    private static String standardFile(StackSpec spec, Path directory) {
        return StackSpec.COMPOSE_FILES.stream()
                .filter(file -> Files.isRegularFile(directory.resolve(file)))
                .findFirst()
                .orElseThrow(() -> new ComposeException(
                        ComposeException.INVALID,
                        "no " + String.join(", ", StackSpec.COMPOSE_FILES) + " in '" + spec.path()
                                + "' of the repository"));
    }
}
