/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.Revision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The mark that an apply has begun to touch files and containers. It is on disk before anything is touched, and goes with the apply's
 * result: found at a start, it means that the apply was cut off.
 *
 * @param project the Compose project it touches
 * @param attempt from 1 for each generation
 * @param failures gates that this generation failed
 * @param crashes times that this process or machine died during this generation
 * @param since when this attempt began
 * @param rollback why golden is being brought back; null while the revision itself is tried
 */
public record Pending(
        Revision revision,
        long generation,
        String project,
        int attempt,
        int failures,
        int crashes,
        Instant since,
        @Nullable Verdict rollback) {

    /** Why a revision will not be tried again by itself. */
    public record Verdict(String reason, String message) {}

    Pending crashed() {
        return new Pending(revision, generation, project, attempt, failures, crashes + 1, since, rollback);
    }

    /** A stop that was asked for is no crash: takes back the one that the next start will count. */
    public Pending interrupted() {
        return new Pending(revision, generation, project, attempt, failures, crashes - 1, since, rollback);
    }

    /** The same under another generation. */
    Pending at(long other) {
        return new Pending(revision, other, project, attempt, failures, crashes, since, rollback);
    }

    /** One more failed gate. */
    public Pending failed() {
        return new Pending(revision, generation, project, attempt, failures + 1, crashes, since, rollback);
    }

    /** Golden comes back. */
    public Pending condemned(Verdict verdict) {
        return new Pending(revision, generation, project, attempt, failures, crashes, since, verdict);
    }
}
