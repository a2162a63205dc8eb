/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.applier.tree.LedgerKeeper;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.TreeLedger;
import dev.longshore.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The ledger of one stack's tree, in a file beside it. */
final class LedgerFile implements LedgerKeeper {
    private final Path file;
    private final Supplier<Manifest> before;

    /** @param before what the tree holds where there is no ledger: the state says it less exactly */
    LedgerFile(Path file, Supplier<Manifest> before) {
        this.file = file;
        this.before = before;
    }

    @Override
    public TreeLedger ledger() {
        if (!Files.exists(file)) {
            return TreeLedger.guess(before.get());
        }
        try {
            return EventJson.MAPPER.readValue(Files.readAllBytes(file), TreeLedger.class);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read " + file + ": " + e.getMessage()
                            + "; delete it, and the files of the stack are put back",
                    e);
        }
    }

    @Override
    public void keep(TreeLedger ledger) {
        try {
            AtomicFile.write(file, EventJson.MAPPER.writeValueAsBytes(ledger));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage() + "; is the disk full?", e);
        }
    }
}
