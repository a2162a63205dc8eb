/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.GateResult;

/** Words a failed gate for people. */
final class GateFailures {
    private GateFailures() {}

    /** The message, and the last lines of the container's log where there are any. */
    static String describe(GateResult.Failed failure) {
        return failure.log().isEmpty()
                ? failure.message()
                : failure.message() + "\nlast lines of its log:\n" + String.join("\n", failure.log());
    }
}
