/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.applier.policy.Nodes.Entry;
import dev.longshore.applier.policy.Violation.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads Compose files before Compose does, with those they include and extend, and refuses what Compose would read from elsewhere. What
 * profiles switch off counts too: nobody can say before.
 */
final class SourceScanner {
    private static final int FILES = 200;

    private final StackFolders folders;
    private final SourcePaths paths;
    private final SourceRules rules;
    private final SourceIndex index;
    private final Set<Visit> visited = new HashSet<>();

    SourceScanner(StackFolders folders, SourcePaths paths, SourceRules rules, SourceIndex index) {
        this.folders = folders;
        this.paths = paths;
        this.rules = rules;
        this.index = index;
    }

    /** A file, and the folders that its relative paths may begin in. */
    private record Visit(Path file, List<Path> bases) {}

    /** @param base what relative paths of {@code file} begin in */
    void scan(Path file, Path base) {
        scan(new Visit(file.normalize(), List.of(base.normalize())));
    }

    private void scan(Visit visit) {
        if (!visited.add(visit) || !Files.isRegularFile(visit.file())) {
            return; // Compose says better what is missing
        }
        String name = folders.name(visit.file());
        if (visited.size() > FILES) {
            throw new PolicyException("compose.invalid", name + ": more than " + FILES + " Compose files");
        }
        for (Node document : SourceFile.read(visit.file(), name).documents()) {
            document(document, visit, name);
        }
    }

    private void document(Node document, Visit visit, String name) {
        rules.variables(document, name);
        Nodes.under(document, "include").forEach(include -> {
            for (Node item : Nodes.items(include.value())) {
                include(item, new Place(name, include.line()), visit);
            }
        });
        for (String section : List.of("services", "volumes", "networks", "secrets", "configs")) {
            Nodes.children(document, section).forEach(entry -> index(section, entry, name));
        }
        for (String section : List.of("secrets", "configs")) {
            Nodes.children(document, section).forEach(entry -> rules.file(section, entry, visit.bases(), name));
        }
        Nodes.children(document, "services").forEach(service -> service(service, visit, name));
        rules.models(document, name);
    }

    private void index(String section, Entry definition, String file) {
        index.add(section, definition.key(), "", new Place(file, definition.line()));
        Nodes.entries(definition.value())
                .forEach(entry -> index.add(section, definition.key(), entry.key(), new Place(file, entry.line())));
    }

    private void include(Node item, Place place, Visit visit) {
        List<Node> files = Nodes.text(item) != null
                ? List.of(item)
                : Nodes.under(item, "path")
                        .flatMap(path -> Nodes.items(path.value()).stream())
                        .toList();
        Nodes.under(item, "env_file")
                .flatMap(entry -> Nodes.items(entry.value()).stream())
                .forEach(file -> paths.resolve(file, visit.bases(), place, "include.env_file"));
        List<Path> folder = Nodes.under(item, "project_directory")
                .flatMap(entry ->
                        paths.resolve(entry.value(), visit.bases(), place, "include.project_directory").stream())
                .toList();
        Path main = null;
        for (Node file : files) {
            for (Path included : paths.resolve(file, visit.bases(), place, "include")) {
                main = main == null ? included : main;
                scan(new Visit(included, folder.isEmpty() ? List.of(parent(main)) : folder));
            }
        }
    }

    private void service(Entry service, Visit visit, String file) {
        rules.service(service, visit.bases(), file);
        Nodes.under(service.value(), "extends").forEach(entry -> {
            Place place = new Place(file, entry.line());
            String same = Nodes.text(entry.value());
            if (same != null) {
                index.extend(service.key(), same, place);
                return;
            }
            Nodes.under(entry.value(), "service")
                    .map(base -> Nodes.text(base.value()))
                    .forEach(base -> index.extend(service.key(), String.valueOf(base), place));
            Nodes.under(entry.value(), "file")
                    .flatMap(from -> paths
                            .resolve(from.value(), visit.bases(), place, "services." + service.key() + ".extends.file")
                            .stream())
                    .forEach(from -> scan(new Visit(from, basesOf(from, visit))));
        });
    }

    /** Compose releases differ in where a relative path begins when what is extended extends another file: everything is looked at. */
    private static List<Path> basesOf(Path extended, Visit from) {
        Path own = parent(extended);
        return from.bases().contains(own)
                ? from.bases()
                : Stream.concat(Stream.of(own), from.bases().stream()).toList();
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
