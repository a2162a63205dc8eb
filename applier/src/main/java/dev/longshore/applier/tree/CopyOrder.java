/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Path;
import java.util.Set;

/**
 * What to copy where.
 *
 * @param staging holds {@code next}, but for {@code keep}
 * @param next what the revision brings
 * @param tree created if absent
 * @param backups where edited files are kept; created if needed
 * @param ledger of the tree
 * @param keep paths to leave as they are
 * @param inPlace files to overwrite rather than replace, because something holds on to the file and not to its name
 */
public record CopyOrder(
        Path staging,
        Manifest next,
        Path tree,
        Path backups,
        LedgerKeeper ledger,
        Set<String> keep,
        Set<String> inPlace) {
    public CopyOrder {
        keep = Set.copyOf(keep);
        inPlace = Set.copyOf(inPlace);
    }
}
