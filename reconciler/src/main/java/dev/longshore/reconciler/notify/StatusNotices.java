/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.config.Severity;
import dev.longshore.events.kafka.Received;
import dev.longshore.reconciler.notify.Change.Kind;
import dev.longshore.reconciler.notify.Notice.Where;
import dev.longshore.reconciler.notify.NoticeReader.Draft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a status tells people that no event does: that a host has gone silent, and that a webhook looks broken. Many statuses tell it. */
final class StatusNotices {
    private StatusNotices() {}

    static List<Change> read(Received.Understood record, StackStatus status) {
        List<Change> changes = new ArrayList<>(List.of(host(new Draft(record), status)));
        Hook hook = status.hook();
        if (hook != null && hook.health() != Hook.Condition.AWAITED) {
            changes.add(hook(new Draft(record), status.repository(), hook));
        }
        return changes;
    }

    private static Change host(Draft draft, StackStatus status) {
        String host = status.host();
        Where where = new Where(null, null, host);
        Instant since = status.hostSilentSince();
        if (since == null) {
            return change(draft.implied("host.heard"), "host " + host, where);
        }
        draft.severity(Severity.ERROR)
                .implied("host.silent")
                .reason("host.silent", "not heard since " + since + "; see whether its applier runs and reaches Kafka");
        return change(draft, "host " + host, where);
    }

    private static Change hook(Draft draft, String repository, Hook hook) {
        Where where = new Where(repository, null, null);
        draft.revision(hook.revision());
        if (hook.health() == Hook.Condition.WORKING) {
            return change(draft.implied("webhook.working"), "webhook " + repository, where);
        }
        draft.severity(Severity.WARNING)
                .implied("webhook.suspect")
                .reason("webhook.suspect", "a poll found a commit that no webhook announced; check the webhook");
        return change(draft, "webhook " + repository, where);
    }

    private static Change change(Draft draft, String aspect, Where where) {
        String type = draft.type();
        Notice notice = draft.notice(type, where);
        Kind kind = notice.severity() == Severity.INFO ? Kind.END_OF_TROUBLE : Kind.SCATTERED;
        return new Change(aspect, type, kind, Set.of(), notice);
    }
}
