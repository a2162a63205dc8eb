/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.JsonFile;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent.Drift;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was told of the drift of one stack and is not over, also across restarts: else it would be told twice, or its end never. */
final class DriftMemory {
    private static final Logger log = LoggerFactory.getLogger(DriftMemory.class);
    private static final Told NOTHING = new Told(List.of(), "", 0);

    private final JsonFile<Told> file;
    private Told told;

    /**
     * @param drift empty if there is none
     * @param alarm reason that was told as a failure; empty for none
     * @param since milliseconds since the epoch
     */
    record Told(List<Drift> drift, String alarm, long since) {
        Told {
            drift = List.copyOf(drift);
        }
    }

    DriftMemory(StackStore store) {
        file = store.file("drift.json", Told.class);
        told = file.read().orElse(NOTHING);
    }

    List<Drift> drift() {
        return told.drift();
    }

    long since() {
        return told.since();
    }

    String alarm() {
        return told.alarm();
    }

    boolean knows(List<Drift> drift) {
        return new HashSet<>(drift).equals(new HashSet<>(told.drift()));
    }

    void drifted(List<Drift> drift, long now) {
        keep(new Told(drift, told.alarm(), told.drift().isEmpty() ? now : told.since()));
    }

    void alarmed(String reason) {
        keep(new Told(told.drift(), reason, told.since()));
    }

    void clear() {
        keep(NOTHING);
    }

    private void keep(Told next) {
        if (!next.equals(told)) {
            told = next;
            try {
                file.write(next);
            } catch (UncheckedIOException e) { // then it may be told again after a restart
                log.atWarn().setCause(e).log("what was told of drift cannot be noted");
            }
        }
    }
}
