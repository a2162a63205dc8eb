/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** The steps of an apply between which a process may die; each leaves something behind that the next process has to make sense of. */
enum Checkpoint {
    /** The bundle is unpacked aside and valid. */
    PREPARED,
    /** Every image is there. */
    OBTAINED,
    /** The pending mark is on disk; nothing has been touched. */
    MARKED,
    /** The new files are in the tree. */
    COPIED,
    /** Compose has done its work. */
    UP,
    /** The gate was passed. */
    PASSED,
    /** The containers have their declared restart policy. */
    TRUSTED,
    /** The images have our tag. */
    KEPT,
    /** The result is on disk with its event, which is not sent. */
    DECIDED,
    /** An event is on the log; that it was sent is not on disk. */
    TOLD,
    /** The revision did not pass; golden is to come back, or its containers are to go. */
    CONDEMNED,
    /** Golden runs again, or nothing does; nobody has been told, and the mark is still there. */
    RESTORED
}
