/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.StackSpec.LocalChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An unpacked revision, with the local files that are to be kept laid over it: so that what is validated, compared and built is what will be in
 * the tree.
 *
 * @param brought what the revision brings
 * @param used what is in staging now, and will be in the tree
 * @param keep paths that stay as they are in the tree
 */
public record StagedTree(Manifest brought, Manifest used, Set<String> keep) {
    /** A local file larger than this is not taken into account. */
    private static final long LARGEST = 64L << 20;

    public StagedTree {
        keep = Set.copyOf(keep);
    }

    /**
     * Looks at the tree and changes staging accordingly.
     *
     * @param staging holds exactly {@code brought}
     * @throws LocalChangesException if the policy is to do nothing while there are local edits
     */
    public static StagedTree lay(LocalChanges policy, Path staging, Manifest brought, Path tree, LedgerKeeper keeper)
            throws IOException {
        if (policy == LocalChanges.PREFER_REMOTE) {
            return new StagedTree(brought, brought, Set.of());
        }
        TreeLedger ledger = keeper.ledger();
        Map<String, LocalEdit> edits = LocalEdits.before(tree, ledger, brought);
        var blocking = LocalRules.blocking(policy, edits);
        if (!blocking.isEmpty()) {
            throw new LocalChangesException(LocalRules.explain(blocking, tree));
        }
        Set<String> keep = LocalRules.kept(policy, edits, ledger, brought);
        TreeMap<String, Manifest.Entry> used = new TreeMap<>(brought.files());
        for (String path : keep) {
            used.remove(path);
            Files.delete(staging.resolve(path));
            if (TreeInspector.isThere(tree, path)) {
                used.put(path, take(tree.resolve(path), staging.resolve(path)));
            }
        }
        return new StagedTree(brought, new Manifest(used), keep);
    }

    private static Manifest.Entry take(Path from, Path to) throws IOException {
        if (Files.size(from) > LARGEST) {
            throw new LocalChangesException("'" + from + "' is kept, as localChanges says, but is larger than "
                    + LARGEST + " bytes; make it smaller, or delete it");
        }
        Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        return new Manifest.Entry(Sha256.of(to), TreeInspector.isExecutable(to), Files.size(to), null);
    }
}
