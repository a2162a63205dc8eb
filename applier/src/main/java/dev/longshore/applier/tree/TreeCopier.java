/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Brings a tree from one revision to the next, file by file. A folder is never renamed or replaced: a container that mounts it would
 * keep the old one. Files that no revision brought (a database's {@code ./data}) stay where they are.
 */
public final class TreeCopier {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;

    /** @param clock names the folders below {@code backups} */
    public TreeCopier(Clock clock) {
        this.clock = clock;
    }

    /**
     * Copies what differs and removes what {@code previous} brought and {@code next} does not. Safe to repeat after a crash. What
     * somebody put or edited in the way is moved to {@code <tree>/../backups/<time>/<path>}.
     *
     * @param staging holds exactly {@code next}
     * @param previous what the tree was copied from last; {@link Manifest#EMPTY} for nothing
     * @param tree created if absent
     * @throws TreeConflictException if an untracked folder is where a file must go
     * @throws UncheckedIOException if this machine failed; the tree is then a mixture
     */
    public CopyResult copy(Path staging, Manifest next, Manifest previous, Path tree) {
        Path backups = tree.resolveSibling("backups").resolve(STAMP.format(clock.instant()));
        try {
            Files.createDirectories(tree);
            TreeWriter writer = new TreeWriter(tree, previous, backups);
            for (String path : previous.files().keySet()) {
                if (!next.files().containsKey(path)) {
                    writer.remove(path);
                }
            }
            for (Map.Entry<String, Manifest.Entry> file : next.files().entrySet()) {
                writer.write(staging, file.getKey(), file.getValue());
            }
            return writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the stack's tree: " + e, e);
        }
    }
}
