/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.OutgoingEvent;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Text;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of the drift of one stack: once when it appears, once when it is gone, and once when nobody mends it but a human. */
final class DriftReporter {
    private static final Logger log = LoggerFactory.getLogger(DriftReporter.class);
    private static final int MESSAGE = 4000;

    private final StackStore store;
    private final Reporter reporter;
    private final DriftMemory memory;
    private final Clock clock = Clock.systemUTC();

    DriftReporter(StackStore store, Reporter reporter) {
        this.store = store;
        this.reporter = reporter;
        this.memory = new DriftMemory(store);
    }

    void detected(Applied applied, List<Drift> drift) {
        if (memory.knows(drift)) {
            return;
        }
        memory.drifted(drift, clock.millis());
        log.atWarn()
                .addKeyValue("stack", store.stack())
                .addKeyValue("drift", drift)
                .log("what runs is not what was applied");
        post(
                applied,
                new DeploymentEvent.DriftDetected(
                        store.stack(), reporter.host(), applied.event().revision(), drift));
    }

    /** Nothing is told if nothing was. @param filesTold whether files that were put back have been told of */
    void gone(Applied applied, boolean filesTold) {
        List<Drift> over = memory.drift().stream()
                .filter(drift -> !filesTold || drift.kind() != Drift.Kind.FILE)
                .toList();
        if (!over.isEmpty()) {
            long millis = Math.max(1, clock.millis() - memory.since());
            post(
                    applied,
                    new DeploymentEvent.DriftCorrected(
                            store.stack(), reporter.host(), applied.event().revision(), over, millis));
        }
        if (!memory.alarm().isEmpty()) {
            recovered(applied);
        }
        memory.clear();
    }

    /** A failure that was told is the last word on the stack until this. */
    private void recovered(Applied applied) {
        post(
                applied,
                new DeploymentEvent.Succeeded(
                        store.stack(),
                        reporter.host(),
                        applied.event().revision(),
                        applied.generation(),
                        applied.event().revision(),
                        0,
                        List.of(),
                        Map.of()));
    }

    /** A deployment took care of whatever was different. */
    void forget() {
        memory.clear();
    }

    /** Drift stays, or cannot be looked for: told once for each reason. */
    void alarm(Applied applied, String reason, String message) {
        if (reason.equals(memory.alarm())) {
            return;
        }
        memory.alarmed(reason);
        log.atWarn()
                .addKeyValue("stack", store.stack())
                .addKeyValue("reason", reason)
                .addKeyValue("message", message)
                .log("drift could not be looked for or corrected");
        OutgoingEvent failed = reporter.once(
                applied.meta(),
                new DeploymentEvent.Failed(
                        store.stack(),
                        reporter.host(),
                        applied.event().revision(),
                        applied.generation(),
                        applied.event().revision(),
                        0,
                        reason,
                        Text.printable(message, MESSAGE),
                        List.of(),
                        Map.of()));
        store.note(state -> state.post(failed)); // the disk may be what the trouble is
    }

    private void post(Applied applied, DeploymentEvent event) {
        OutgoingEvent outgoing = reporter.once(applied.meta(), event);
        store.update(state -> state.post(outgoing));
    }
}
