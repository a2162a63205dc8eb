/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

/** Who wins where a working tree was edited. Whoever loses can be had back: see {@link SyncResult#backup()}. */
public enum ConflictPolicy {
    /** The remote: the tree becomes equal to it, and every edit is kept in a backup ref. */
    PREFER_REMOTE,
    /** Whoever edited: edited files stay as they are, the others follow the remote. */
    PREFER_LOCAL,
    /** Nobody: nothing is touched while there is an edit. */
    ABORT
}
