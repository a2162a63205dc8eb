/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.HostAlive;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import dev.longshore.events.StackStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every stack should be, by the highest generation that anybody told of. What the syncer told and what hosts told are kept apart, so
 * it does not matter which of them is read first.
 */
final class DesiredStacks {
    private final Map<StackId, Desired> announced = new HashMap<>();
    private final Map<StackId, Desired> reported = new HashMap<>();

    void restore(StackStatus status) {
        report(status.stack(), status.desiredRevision(), status.desiredGeneration());
    }

    /** An older announcement than a known one changes nothing. */
    void apply(RevisionEvent event) {
        if (event.generation()
                < announced.getOrDefault(event.stack(), Desired.UNKNOWN).generation()) {
            return;
        }
        announced.put(
                event.stack(),
                event instanceof RevisionEvent.Changed changed
                        ? new Desired(changed.revision(), changed.generation(), changed.spec())
                        : new Desired(null, event.generation(), null));
    }

    /**
     * A host may tell of a generation before its {@code revision.changed} is read here.
     *
     * @return whether that was news
     */
    boolean told(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.Started started) {
            return report(event.stack(), started.revision(), started.generation());
        } else if (event instanceof DeploymentEvent.Succeeded succeeded) {
            return report(event.stack(), succeeded.revision(), succeeded.generation());
        } else if (event instanceof DeploymentEvent.Refused refused) {
            return report(event.stack(), refused.revision(), refused.generation());
        } else if (event instanceof DeploymentEvent.Skipped skipped) {
            return report(event.stack(), skipped.revision(), skipped.generation());
        } else if (event instanceof DeploymentEvent.Failed failed) {
            return report(event.stack(), failed.revision(), failed.generation());
        } else if (event instanceof DeploymentEvent.RolledBack rolledBack) {
            return report(event.stack(), rolledBack.failed(), rolledBack.generation());
        }
        return false;
    }

    private boolean report(StackId stack, @Nullable Revision revision, long generation) {
        if (generation <= reported.getOrDefault(stack, Desired.UNKNOWN).generation()) {
            return false;
        }
        long before = of(stack).generation();
        reported.put(stack, new Desired(revision, generation, null));
        return generation > before;
    }

    Desired of(StackId stack) {
        Desired said = announced.getOrDefault(stack, Desired.UNKNOWN);
        Desired heard = reported.getOrDefault(stack, Desired.UNKNOWN);
        return heard.generation() > said.generation()
                ? new Desired(heard.revision(), heard.generation(), heard.isRemoved() ? null : said.spec())
                : said;
    }

    /** Stacks that are in their repository and whose spec is known. */
    Map<StackId, Desired> present() {
        return announced.keySet().stream()
                .filter(stack -> spec(stack).isPresent())
                .collect(Collectors.toUnmodifiableMap(stack -> stack, this::of));
    }

    /** Whether the stack is in its repository, and for this host. */
    boolean selects(StackId stack, HostAlive host) {
        return spec(stack)
                .filter(spec -> spec.selects(host.host(), host.labels()))
                .isPresent();
    }

    /** Looks at every stack. */
    List<StackId> selecting(HostAlive host) {
        return announced.keySet().stream().filter(stack -> selects(stack, host)).toList();
    }

    private Optional<StackSpec> spec(StackId stack) {
        return Optional.ofNullable(of(stack).spec());
    }
}
