/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** Is told how far an apply has come. Called on the thread that does the work. */
interface Checkpoints {
    /** For those who need not know. */
    Checkpoints NONE = point -> {};

    void reached(Checkpoint point);
}
