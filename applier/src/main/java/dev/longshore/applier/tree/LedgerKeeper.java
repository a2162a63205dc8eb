/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

/** Keeps the ledger of one tree. */
public interface LedgerKeeper {
    TreeLedger ledger();

    /** Returns when it would survive a power cut. */
    void keep(TreeLedger ledger);
}
