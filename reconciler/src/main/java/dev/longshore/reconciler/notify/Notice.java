/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.Envelope;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.config.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing worth telling.
 *
 * @param id of the event it tells of; derived from it where one event tells of something else (a status of a silent host)
 * @param type short, such as {@code deployment.failed}, or {@code host.silent}: what filters match
 * @param weight what counts for the filter of severities: of a recovery, that of the trouble that is over
 * @param cause notices of one cause belong into one message
 * @param where what it is about
 * @param revision what was deployed, or tried and failed
 * @param reason stable dotted code
 * @param message for people; may be empty
 * @param time when the broker took the event
 * @param envelope the event itself
 */
public record Notice(
        String id,
        String type,
        Severity severity,
        Severity weight,
        String cause,
        Where where,
        @Nullable Revision revision,
        @Nullable String reason,
        String message,
        Instant time,
        Envelope<?> envelope) {

    /**
     * What a notice is about: a stack on a host, a repository, or a host.
     *
     * @param repository also of a stack
     */
    public record Where(
            @Nullable String repository,
            @Nullable StackId stack,
            @Nullable String host) {

        /** Such as {@code homelab/web on alpha}. */
        public String text() {
            if (stack != null) {
                return host == null ? stack.toString() : stack + " on " + host;
            }
            return repository == null ? "host " + host : "repository " + repository;
        }
    }

    /** The repository, stack or host it is about, as in the {@code subject} of a CloudEvent. */
    public String subject() {
        StackId stack = where.stack();
        if (stack != null) {
            return stack.toString();
        }
        return String.valueOf(where.repository() == null ? where.host() : where.repository());
    }

    Notice weighing(Severity other) {
        return new Notice(id, type, severity, other, cause, where, revision, reason, message, time, envelope);
    }
}
