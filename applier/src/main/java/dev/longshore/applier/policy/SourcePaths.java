/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.applier.policy.Violation.Place;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Follows the paths that Compose reads from on behalf of a repository, and refuses those that leave it. */
final class SourcePaths {
    private final StackFolders folders;
    private final Map<String, String> env;
    private final Findings findings;

    /** @param env the stack's own variables */
    SourcePaths(StackFolders folders, Map<String, String> env, Findings findings) {
        this.folders = folders;
        this.env = env;
        this.findings = findings;
    }

    /** The files that {@code node} may mean; none if it may not be read. Relative to each of {@code bases}, of which the first counts. */
    List<Path> resolve(Node node, List<Path> bases, Place place, String key) {
        String text = Nodes.text(node);
        if (text == null || text.isEmpty()) {
            return List.of(); // not what Compose takes, as it will say
        }
        Place exact = new Place(place.file(), node.getStartMark().getLine() + 1);
        Optional<String> expanded = PathText.expanded(text, env);
        if (expanded.isEmpty()) {
            refuse(
                    exact,
                    key,
                    "has a variable in the path '" + text
                            + "': write the path out, or set the variable in the stack's env:",
                    null);
            return List.of();
        }
        if (PathText.isRemote(expanded.get())) {
            add(
                    Violation.REMOTE,
                    exact,
                    key,
                    "reads '" + expanded.get() + "' from elsewhere: put that file into the repository",
                    null);
            return List.of();
        }
        return local(expanded.get(), bases, exact, key);
    }

    private List<Path> local(String text, List<Path> bases, Place place, String key) {
        try {
            Path path = Path.of(text);
            if (text.startsWith("~") || path.isAbsolute()) {
                return absolute(path, place, key);
            }
            List<Path> found = new ArrayList<>();
            for (Path base : bases) {
                Path file = base.resolve(path).normalize();
                if (!file.startsWith(folders.staging()) || !folders.leaks(file).isEmpty()) {
                    refuse(place, key, "reads '" + text + "', which is outside of the repository", null);
                    return List.of();
                }
                if (found.isEmpty() || Files.exists(file)) {
                    found.add(file);
                }
            }
            return found;
        } catch (InvalidPathException e) {
            refuse(place, key, "has a character that paths cannot have", null);
            return List.of();
        }
    }

    private List<Path> absolute(Path path, Place place, String key) {
        Right right = path.isAbsolute() ? Right.of("path", path.normalize().toString()) : null;
        refuse(place, key, "reads '" + path + "', which is outside of the repository", right);
        return findings.isAllowed(right) ? List.of(path.normalize()) : List.of();
    }

    private void refuse(Place place, String key, String what, @Nullable Right right) {
        add(Violation.PATH, place, key, what, right);
    }

    private void add(String reason, Place place, String key, String what, @Nullable Right right) {
        findings.add(Profile.TRUSTED, new Violation(reason, place, key, what, right));
    }
}
