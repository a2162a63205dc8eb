/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

/** How a turn of work ended, as far as it matters for the next one. */
sealed interface Outcome {
    Outcome DONE = new Done();

    /** Decided, or cancelled: go on with whatever is wanted next. */
    record Done() implements Outcome {}

    /**
     * Not decided; try again later.
     *
     * @param reason stable code
     * @param message for people
     */
    record Again(String reason, String message) implements Outcome {}

    /** A gate failed, and the stack's settings say to try once more: nothing to tell yet. */
    record OnceMore() implements Outcome {}
}
