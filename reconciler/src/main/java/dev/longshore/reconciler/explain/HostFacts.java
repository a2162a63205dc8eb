/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.DeploymentEvent.DriftCorrected;
import dev.longshore.events.DeploymentEvent.DriftDetected;
import dev.longshore.events.Revision;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one host told of the stack. An event that was told twice counts once. */
final class HostFacts {
    private static final int MOST_DEPLOYMENTS = 300;
    private static final int MOST_DRIFTS = 50;
    private static final int MOST_PASSED = 50;

    private final Recent<String, Told<DeploymentEvent>> deployments = new Recent<>(MOST_DEPLOYMENTS);
    private final Recent<String, Told<DeploymentEvent>> drifts = new Recent<>(MOST_DRIFTS);
    /** For each revision the deployment that it passed with last: not given up, however much was told since. */
    private final Recent<Revision, Told<DeploymentEvent>> passed = new Recent<>(MOST_PASSED);

    private final Set<Revision> quarantined = new LinkedHashSet<>();
    private List<Drift> drift = List.of();
    private @Nullable Revision runs;
    private @Nullable Told<DeploymentEvent> suspended;

    void accept(Told<DeploymentEvent> told) {
        DeploymentEvent event = told.event();
        if (event instanceof DriftDetected || event instanceof DriftCorrected) {
            drifted(told);
        } else if (event instanceof DeploymentEvent.Suspended) {
            suspended = told;
        } else if (event instanceof DeploymentEvent.Resumed) {
            suspended = null;
        } else if (deployments.putIfAbsent(told.id(), told)) {
            fold(told);
        }
    }

    private void drifted(Told<DeploymentEvent> told) {
        drifts.putIfAbsent(told.id(), told);
        drift = told.event() instanceof DriftDetected detected ? detected.drift() : List.of();
    }

    private void fold(Told<DeploymentEvent> told) {
        DeploymentEvent event = told.event();
        if (event instanceof DeploymentEvent.Succeeded succeeded) {
            passed.put(succeeded.revision(), told);
            runs(succeeded.revision());
        } else if (event instanceof DeploymentEvent.RolledBack back) {
            runs(back.revision());
            if (!Ends.isCommand(back.reason())) {
                quarantined.add(back.failed());
            }
        } else if (event instanceof DeploymentEvent.Skipped skipped && Ends.isDone(skipped)) {
            runs(skipped.revision());
        } else if (event instanceof DeploymentEvent.Removed || event instanceof DeploymentEvent.Orphaned) {
            runs = null;
            quarantined.clear();
            drift = List.of();
        }
    }

    private void runs(Revision revision) {
        runs = revision;
        quarantined.remove(revision);
        drift = List.of();
    }

    /** Null if it never applied any, or does not run it any more. */
    @Nullable
    Revision runs() {
        return runs;
    }

    Optional<Told<DeploymentEvent>> suspended() {
        return Optional.ofNullable(suspended);
    }

    List<Revision> quarantined() {
        return List.copyOf(quarantined);
    }

    List<Drift> drift() {
        return drift;
    }

    /** Everything but drift and suspensions, oldest first. */
    List<Told<DeploymentEvent>> deployments() {
        return deployments.oldestFirst();
    }

    List<Told<DeploymentEvent>> driftsNewestFirst() {
        return drifts.newestFirst();
    }

    /** The deployment with which a revision last passed its gate. */
    Optional<Told<DeploymentEvent>> passed(Revision revision) {
        return passed.get(revision);
    }
}
