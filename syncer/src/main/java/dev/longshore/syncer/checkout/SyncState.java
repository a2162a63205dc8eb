/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

/** How a working tree and its remote compare; the same words as for stacks. */
public enum SyncState {
    /** The tree is what the remote has. */
    IN_SYNC,
    /** The remote has moved, the tree was edited, or both. */
    DRIFTED,
    /** Another run is at work on it. */
    SYNCING,
    /** The remote could not be asked. */
    UNKNOWN,
    /** The tree itself cannot be used as it is. */
    ERROR
}
