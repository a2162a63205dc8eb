/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.CopyResult;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.EventMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells which files that somebody had edited on the host were put back, and where the edited copies are. */
final class EditReporter {
    private static final Logger log = LoggerFactory.getLogger(EditReporter.class);
    private static final int MOST = 50;

    private final Reporter reporter;

    EditReporter(Reporter reporter) {
        this.reporter = reporter;
    }

    /** Nothing is told where nothing was undone. */
    void undone(StackStore store, CopyResult result) {
        StackState state = store.state();
        EventMeta cause = cause(state);
        if (result.undone().isEmpty() || cause == null) {
            return;
        }
        List<Drift> files =
                result.undone().stream().limit(MOST).map(EditReporter::drift).toList();
        log.atWarn()
                .addKeyValue("stack", store.stack())
                .addKeyValue("files", result.undone())
                .log("put back files that were edited on this host; the edited copies are in backups/");
        Applied applied = state.applied();
        OutgoingEvent told = reporter.once(
                cause,
                new DeploymentEvent.DriftCorrected(
                        store.stack(),
                        reporter.host(),
                        applied == null ? null : applied.event().revision(),
                        files,
                        0));
        store.update(now -> now.post(told));
    }

    private static @Nullable EventMeta cause(StackState state) {
        Desired desired = state.desired();
        return desired == null ? null : desired.meta();
    }

    private static Drift drift(CopyResult.Undone undone) {
        return new Drift(undone.edit().path(), Drift.Kind.FILE, "as in the revision", undone.words());
    }
}
