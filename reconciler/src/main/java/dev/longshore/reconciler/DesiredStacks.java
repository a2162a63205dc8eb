/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every stack should be, by the highest generation that anybody told of. */
final class DesiredStacks {
    private final Map<StackId, Desired> stacks = new TreeMap<>();

    void restore(StackStatus status) {
        raise(status.stack(), new Desired(status.desiredRevision(), status.desiredGeneration(), null));
    }

    void apply(RevisionEvent event) {
        if (event instanceof RevisionEvent.Changed changed) {
            raise(event.stack(), new Desired(changed.revision(), changed.generation(), changed.spec()));
        } else {
            raise(event.stack(), new Desired(null, event.generation(), null));
        }
    }

    /**
     * A host may tell of a generation before its {@code revision.changed} is read here.
     *
     * @return whether that was news
     */
    boolean told(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Started started) {
            return raise(event.stack(), new Desired(started.revision(), started.generation(), null));
        } else if (event instanceof DeploymentEvent.Succeeded succeeded) {
            return raise(event.stack(), new Desired(succeeded.revision(), succeeded.generation(), null));
        } else if (event instanceof DeploymentEvent.Refused refused) {
            return raise(event.stack(), new Desired(refused.revision(), refused.generation(), null));
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            return raise(event.stack(), new Desired(skipped.revision(), skipped.generation(), null));
        } else if (event instanceof DeploymentEvent.Failed failed) {
            return raise(event.stack(), new Desired(failed.revision(), failed.generation(), null));
        } else if (event instanceof DeploymentEvent.RolledBack rolledBack) {
            return raise(event.stack(), new Desired(rolledBack.failed(), rolledBack.generation(), null));
        }
        return false;
    }

    Desired of(StackId stack) {
        return stacks.getOrDefault(stack, Desired.UNKNOWN);
    }

    /** Stacks that are in their repository and whose spec is known. */
    Map<StackId, Desired> present() {
        return stacks.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().isRemoved() && entry.getValue().spec() != null)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<StackId> selecting(HostAlive host) {
        return stacks.entrySet().stream()
                .filter(entry -> selects(entry.getValue(), host))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean selects(Desired desired, HostAlive host) {
        StackSpec spec = desired.spec();
        return !desired.isRemoved() && spec != null && spec.selects(host.host(), host.labels());
    }

    private boolean raise(StackId stack, Desired told) {
        Desired known = of(stack);
        if (told.generation() < known.generation()) {
            return false;
        }
        StackSpec spec = newer(told.spec(), told.isRemoved() ? null : known.spec());
        stacks.put(stack, new Desired(told.revision(), told.generation(), spec));
        return told.generation() > known.generation();
    }

    private static @Nullable StackSpec newer(@Nullable StackSpec told, @Nullable StackSpec known) {
        return told == null ? known : told;
    }
}
