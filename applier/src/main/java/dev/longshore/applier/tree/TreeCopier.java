/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Brings a tree from one revision to the next, file by file. A folder is never renamed or replaced: a container that mounts it would
 * keep the old one. Files that no revision brought (a database's {@code ./data}) stay where they are.
 */
public final class TreeCopier {
    private final Clock clock;

    /** @param clock names the folders below {@code backups} */
    public TreeCopier(Clock clock) {
        this.clock = clock;
    }

    /**
     * Copies what differs and removes what earlier revisions brought and this one does not. Safe to repeat after a crash. What somebody put
     * or edited in the way is moved to {@code <backups>/<time>/<path>} first.
     *
     * @throws TreeConflictException if an untracked folder is where a file must go
     * @throws UncheckedIOException if this machine failed; the tree is then a mixture, and the ledger says so
     */
    public CopyResult copy(CopyOrder order) {
        Manifest next = order.next();
        Backups backups = new Backups(order.backups(), clock);
        try {
            Files.createDirectories(order.tree());
            TreeLedger ledger = order.ledger().ledger();
            SortedMap<String, LocalEdit> edits = LocalEdits.before(order.tree(), ledger, next);
            if (!ledger.equals(TreeLedger.of(next))) {
                order.ledger().keep(ledger.begin(next, order.inPlace()));
            }
            TreeWriter writer = new TreeWriter(order, ledger, backups);
            for (String path : ledger.files().keySet()) {
                if (!next.files().containsKey(path)) {
                    writer.remove(path);
                }
            }
            for (Map.Entry<String, Manifest.Entry> file : next.files().entrySet()) {
                if (!order.keep().contains(file.getKey())) {
                    writer.write(file.getKey(), file.getValue());
                }
            }
            writer.finish();
            if (!ledger.equals(TreeLedger.of(next))) {
                order.ledger().keep(TreeLedger.of(next));
            }
            backups.prune();
            return new CopyResult(writer.written(), writer.removed(), undone(order, edits, backups));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the stack's tree: " + e, e);
        }
    }

    private static List<CopyResult.Undone> undone(
            CopyOrder order, SortedMap<String, LocalEdit> edits, Backups backups) {
        Map<String, Path> kept = backups.kept();
        return edits.values().stream()
                .filter(edit -> !order.keep().contains(edit.path()))
                .map(edit -> new CopyResult.Undone(edit, kept.get(edit.path())))
                .toList();
    }
}
