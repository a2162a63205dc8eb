/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventType;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.reconciler.explain.Explanation.Answer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts in words what one host made of a revision. */
final class Outcomes {
    static final String DEPLOYED = "deployed";

    private final StackId stack;

    Outcomes(StackId stack) {
        this.stack = stack;
    }

    /** The newest word of a host on a generation, or on a later one of the same revision. */
    static Optional<Told<DeploymentEvent>> newest(HostFacts host, long generation) {
        Told<DeploymentEvent> newest = null;
        for (Told<DeploymentEvent> told : host.deployments()) {
            if (Ends.isFate(told.event()) && Ends.of(told.event()).generation() >= generation) {
                newest = told;
            }
        }
        return Optional.ofNullable(newest);
    }

    /** Something else than the end it waits for. */
    static boolean isOpen(DeploymentEvent event) {
        return event instanceof DeploymentEvent.Started
                || (event instanceof DeploymentEvent.Skipped skipped && Ends.isWaiting(skipped.reason()));
    }

    Answer of(Told<DeploymentEvent> told, @Nullable Revision runs) {
        DeploymentEvent event = told.event();
        String why = Words.reason(Ends.of(event).reason(), Ends.of(event).message());
        if (event instanceof DeploymentEvent.Started started) {
            return new Answer(
                    "deployment.started",
                    "It is being deployed: attempt " + started.attempt() + " with "
                            + started.revision().brief() + " began at " + Words.at(told.at()) + " and has not ended");
        } else if (event instanceof DeploymentEvent.Succeeded succeeded) {
            return new Answer(
                    DEPLOYED, succeeded.revision().brief() + " runs, and passed its gate at " + Words.at(told.at()));
        } else if (event instanceof DeploymentEvent.RolledBack back) {
            return rolledBack(back, why);
        } else if (event instanceof DeploymentEvent.Failed failed) {
            // without an attempt it is what runs already that is in trouble
            String what = failed.attempt() == 0 ? " was deployed, but does not stay so: " : " was tried and failed: ";
            return new Answer(failed.reason(), failed.revision().brief() + what + why + "; " + whatRuns(runs));
        } else if (event instanceof DeploymentEvent.Refused refused) {
            return new Answer(
                    refused.reason(),
                    "The host refused " + refused.revision().brief() + " before anything was touched: " + why + "; "
                            + whatRuns(runs));
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            return skipped(skipped, why, runs);
        }
        return new Answer(EventType.of(event).shortName(), why);
    }

    private Answer rolledBack(DeploymentEvent.RolledBack back, String why) {
        if (Ends.isCommand(back.reason())) {
            return new Answer(back.reason(), "A person wanted another one: " + Words.reason(null, back.message()));
        }
        return new Answer(
                back.reason(),
                back.failed().brief() + " was tried and did not pass its gate: " + why + "; its golden revision "
                        + back.revision().brief() + " runs again, and "
                        + back.failed().brief()
                        + " is in quarantine: push a commit that mends it, or try it again with 'longshore retry "
                        + stack
                        + "'");
    }

    private static Answer skipped(DeploymentEvent.Skipped skipped, String why, @Nullable Revision runs) {
        String brief = skipped.revision().brief();
        if (Ends.isWaiting(skipped.reason())) {
            return new Answer(skipped.reason(), brief + " waits for another stack: " + why);
        }
        if (Ends.isQuarantine(skipped.reason())) {
            return new Answer(skipped.reason(), brief + " is in quarantine: " + why + "; " + whatRuns(runs));
        }
        return new Answer(skipped.reason(), "There was nothing to do for " + brief + ": " + why);
    }

    static String whatRuns(@Nullable Revision runs) {
        return runs == null ? "nothing of it runs" : runs.brief() + " runs on";
    }
}
