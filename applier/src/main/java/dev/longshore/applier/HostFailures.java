/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.DiskFull;
import java.io.UncheckedIOException;

/** Classifies what this host's own files did not allow. No revision is to blame, and trying again later can help. */
final class HostFailures {
    private HostFailures() {}

    static Outcome.Again again(UncheckedIOException e) {
        String message = String.valueOf(e.getMessage());
        return DiskFull.isCauseOf(e)
                ? new Outcome.Again(DiskFull.REASON, message + ". Make space on this host.")
                : new Outcome.Again("host.io", message);
    }
}
