/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

/** A ledger that lasts as long as the test. */
public final class MemoryLedger implements LedgerKeeper {
    private TreeLedger ledger = TreeLedger.EMPTY;

    @Override
    public TreeLedger ledger() {
        return ledger;
    }

    @Override
    public void keep(TreeLedger next) {
        ledger = next;
    }
}
