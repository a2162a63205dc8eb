/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.stacks;

import dev.longshore.events.Names;
import dev.longshore.events.StackSpec;
import dev.longshore.events.Text;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.events.config.StacksFile;
import dev.longshore.syncer.git.CommitTree;
import dev.longshore.syncer.git.MirrorDamagedException;
import dev.longshore.syncer.git.SourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the stacks of a commit: those of the configuration, else those of the repository's own {@code .longshore.yaml}, else by looking
 * for Compose files.
 */
public final class StackFinder {
    private static final int DEPTH = 3;
    private static final int MAX_STACKS_FILE = 1 << 20;
    private static final int MAX_STACKS = 1000;

    private final RepositoryConfig config;

    public StackFinder(RepositoryConfig config) {
        this.config = config;
    }

    /**
     * The stacks, at least one.
     *
     * @throws SourceException {@code source.no_stacks}, {@code source.invalid}, {@code source.path_missing} or {@code stack.name}
     */
    public List<Stack> find(CommitTree tree) throws SourceException, MirrorDamagedException {
        List<StackSpec> specs = specs(tree);
        if (specs.size() > MAX_STACKS) {
            throw SourceException.stalled(
                    "source.invalid", tree.revision().brief() + " has more than " + MAX_STACKS + " stacks", null);
        }
        List<Stack> stacks = new ArrayList<>();
        for (StackSpec spec : specs) {
            stacks.add(Stack.in(tree, spec, config.rules().submodules()));
        }
        return stacks;
    }

    private List<StackSpec> specs(CommitTree tree) throws SourceException, MirrorDamagedException {
        if (!config.stacks().isEmpty()) {
            return config.stacks();
        }
        Optional<byte[]> file = tree.read(StacksFile.NAME, MAX_STACKS_FILE);
        return file.isPresent() ? parse(tree, file.get()) : discover(tree);
    }

    private List<StackSpec> parse(CommitTree tree, byte[] content) throws SourceException {
        try {
            return StacksFile.parse(StacksFile.NAME, content);
        } catch (ConfigurationException e) {
            String problems = Text.printable(Objects.requireNonNullElse(e.getMessage(), "invalid"), 2000);
            throw SourceException.stalled("source.invalid", tree.revision().brief() + ": " + problems, e);
        }
    }

    private List<StackSpec> discover(CommitTree tree) throws SourceException, MirrorDamagedException {
        for (String name : StackSpec.COMPOSE_FILES) {
            if (tree.find(name).filter(node -> !node.folder()).isPresent()) {
                return List.of(StackSpec.of(config.name(), CommitTree.ROOT));
            }
        }
        List<String> folders = tree.foldersWith(StackSpec.COMPOSE_FILES, DEPTH);
        if (folders.isEmpty()) {
            throw SourceException.stalled(
                    "source.no_stacks",
                    tree.revision().brief() + " has neither " + StacksFile.NAME
                            + " nor a Compose file in its root or at most " + DEPTH + " folders below it",
                    null);
        }
        return named(tree, folders);
    }

    private static List<StackSpec> named(CommitTree tree, List<String> folders) throws SourceException {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String folder : folders) {
            String name = name(folder);
            if (!Names.isValid(name)) {
                throw badName(tree, "folder '" + folder + "' gives no valid stack name");
            }
            String other = byName.put(name, folder);
            if (other != null) {
                throw badName(
                        tree, "folders '" + other + "' and '" + folder + "' both give the stack name '" + name + "'");
            }
        }
        return byName.entrySet().stream()
                .map(stack -> StackSpec.of(stack.getKey(), stack.getValue()))
                .toList();
    }

    private static SourceException badName(CommitTree tree, String problem) {
        return SourceException.stalled(
                "stack.name",
                tree.revision().brief() + ": " + problem + "; name the stacks in " + StacksFile.NAME,
                null);
    }

    /** The folder's own name, in lower case, with {@code -} for what a name may not have. */
    private static String name(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]", "-")
                .replaceAll("^[._-]+", "");
    }
}
