/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.Event;
import dev.longshore.events.EventFactory;
import dev.longshore.events.EventType;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus;
import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.Received;
import dev.longshore.reconciler.notify.Change.Kind;
import dev.longshore.reconciler.notify.Notice.Where;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an event tells people. The same event always gives the same. */
final class NoticeReader {
    private NoticeReader() {}

    /** Nothing for what nobody needs to be told, such as a heartbeat. */
    static List<Change> read(Received.Understood record) {
        Event event = record.event();
        if (event instanceof DeploymentEvent deployment) {
            return List.of(DeploymentNotices.read(new Draft(record), deployment));
        }
        if (event instanceof SourceEvent source) {
            return source(new Draft(record), source).stream().toList();
        }
        return event instanceof StackStatus status ? StatusNotices.read(record, status) : List.of();
    }

    private static Optional<Change> source(Draft draft, SourceEvent event) {
        Where where = new Where(event.repository(), null, null);
        String aspect = "source " + event.repository();
        if (event instanceof SourceEvent.Failed failed) {
            boolean isStalled = failed.errorClass() == SourceEvent.ErrorClass.STALLED;
            Notice notice = draft.severity(isStalled ? Severity.ERROR : Severity.WARNING)
                    .reason(failed.reason(), failed.message())
                    .notice("source " + failed.reason(), where);
            return Optional.of(draft.change(aspect, "failed " + failed.reason(), notice));
        }
        if (event instanceof SourceEvent.Recovered recovered) {
            Notice notice = draft.revision(recovered.revision()).notice("source recovered", where);
            return Optional.of(draft.change(aspect, "recovered", notice));
        }
        if (event instanceof SourceEvent.Changed changed) {
            Notice notice = draft.severity(Severity.DEBUG)
                    .revision(changed.revision())
                    .notice(event.repository() + "@" + changed.revision().commit(), where);
            return Optional.of(draft.change(
                    "head " + event.repository(), changed.revision().toString(), notice));
        }
        return Optional.empty();
    }

    /** A notice in the making. */
    static final class Draft {
        private final Received.Understood record;
        private String id;
        private String type;
        private Severity severity = Severity.INFO;
        private @Nullable Revision revision;
        private @Nullable String reason;
        private String message = "";

        Draft(Received.Understood record) {
            this.record = record;
            this.id = record.envelope().id();
            this.type = EventType.of(record.event()).shortName();
        }

        /** Of what no event tells: one event may imply several. */
        Draft implied(String other) {
            type = other;
            id = EventFactory.derivedId("notice", record.envelope().id(), other);
            return this;
        }

        String type() {
            return type;
        }

        Draft severity(Severity other) {
            severity = other;
            return this;
        }

        Draft revision(@Nullable Revision other) {
            revision = other;
            return this;
        }

        Draft reason(String code, String text) {
            reason = code;
            message = text;
            return this;
        }

        Notice notice(String cause, Where where) {
            Envelope<?> envelope = record.envelope();
            return new Notice(
                    id, type, severity, severity, cause, where, revision, reason, message, record.appended(), envelope);
        }

        Change change(String aspect, String state, Notice notice) {
            return new Change(aspect, state, Kind.ORDINARY, Set.of(), notice);
        }

        String correlation() {
            return record.envelope().meta().correlationId();
        }
    }
}
