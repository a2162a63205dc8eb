/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.DeploymentEvent.Drift;
import dev.longshore.events.Revision;
import dev.longshore.events.StackCommand;
import dev.longshore.reconciler.explain.Explanation.Announcement;
import dev.longshore.reconciler.explain.Explanation.Chain;
import dev.longshore.reconciler.explain.Explanation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together what one host made of a revision. */
final class Chains {
    static final String ANNOUNCED = "the revision was announced";

    private static final int MOST_STEPS = 20;

    private final StackFacts facts;
    private final Announcements announcements;

    Chains(StackFacts facts, Announcements announcements) {
        this.facts = facts;
        this.announcements = announcements;
    }

    /** The chain of what a host runs; null if it runs nothing. */
    @Nullable
    Chain running(HostFacts host) {
        Revision runs = host.runs();
        if (runs == null) {
            return null;
        }
        long generation = generation(host, runs);
        return new Chain(announcements.of(runs, generation), steps(host, runs, generation));
    }

    /** The chain of what a host should run. */
    Chain desired(HostFacts host, Announcement desired) {
        return new Chain(desired, steps(host, desired.revision(), desired.generation()));
    }

    /** The generation with which a revision came to run: of a revision that came back, that of its own first deployment. */
    private static long generation(HostFacts host, Revision runs) {
        Optional<Told<DeploymentEvent>> passed = host.passed(runs);
        if (passed.isPresent()) {
            return Ends.of(passed.get().event()).generation();
        }
        long generation = 0;
        for (Told<DeploymentEvent> told : host.deployments()) {
            Ends end = Ends.of(told.event());
            generation = runs.equals(end.revision()) ? end.generation() : generation;
        }
        return generation;
    }

    /** What was tried of this revision and generation, and what brought it back. */
    private List<Step> steps(HostFacts host, Revision revision, long generation) {
        List<Told<DeploymentEvent>> told = new ArrayList<>(host.deployments());
        host.passed(revision).filter(passed -> !told.contains(passed)).ifPresent(passed -> told.add(0, passed));
        List<Step> steps = told.stream()
                .filter(one -> concerns(one.event(), revision, generation))
                .map(this::step)
                .toList();
        return steps.subList(Math.max(0, steps.size() - MOST_STEPS), steps.size());
    }

    private static boolean concerns(DeploymentEvent event, Revision revision, long generation) {
        Ends end = Ends.of(event);
        if (end.revision() == null) {
            return false; // it left: the answers tell
        }
        boolean tried = revision.equals(end.revision()) && (generation == 0 || end.generation() == generation);
        return tried || revision.equals(end.backTo());
    }

    private Step step(Told<DeploymentEvent> told) {
        Ends end = Ends.of(told.event());
        return new Step(
                told.at(),
                told.type(),
                cause(told),
                Objects.requireNonNull(end.revision()),
                end.backTo(),
                end.attempt(),
                end.reason(),
                end.message(),
                end.services(),
                end.phases());
    }

    /** What a deployment was done for. */
    String cause(Told<DeploymentEvent> told) {
        Optional<Told<StackCommand>> command = facts.command(told.meta().causationId());
        if (command.isPresent()) {
            StackCommand asked = command.get().event();
            return asked.requestedBy() + " asked for a " + asked.action().text();
        }
        Optional<DeploymentEvent.DriftDetected> moved = facts.moved(told.meta().causationId());
        return moved.isPresent() ? "an image moved: " + images(moved.get().drift()) : ANNOUNCED;
    }

    private static String images(List<Drift> drift) {
        return String.join(
                ", ",
                drift.stream()
                        .map(one -> one.service() + ": " + one.expected().replaceFirst("^image moved: ", ""))
                        .toList());
    }
}
