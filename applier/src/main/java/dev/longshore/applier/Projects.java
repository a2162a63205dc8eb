/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Labels;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Leaving;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which stack a Compose project belongs to: none is shared by two, and none is taken from somebody else. */
final class Projects {
    static final String UNKNOWN_OWNER = "compose.project_unknown";
    private static final String CONFLICT = "compose.project_conflict";

    private final Map<String, StackId> owners = new ConcurrentHashMap<>();
    private final Neighbours neighbours;

    Projects(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** A stack that ran under this project before this process began. */
    void remember(StackState state) {
        Leaving leaving = state.leaving();
        if (leaving != null) {
            leaving.places().forEach(place -> owners.putIfAbsent(place, state.stack()));
        }
        Applied golden = state.golden();
        if (golden != null && state.desired() != null) {
            owners.putIfAbsent(golden.project(), state.stack());
        }
    }

    Optional<StackId> ownerOf(String project) {
        return Optional.ofNullable(owners.get(project));
    }

    /** The stack does not run here any more, so its projects are free for another. */
    void release(StackId stack) {
        synchronized (this) {
            owners.values().removeIf(stack::equals);
        }
        neighbours.changed(stack);
    }

    /** The stack is through: other projects than this one that it has had are free for another. */
    void settle(StackId stack, String project) {
        boolean freed;
        synchronized (this) {
            freed = owners.entrySet()
                    .removeIf(owned ->
                            owned.getValue().equals(stack) && !owned.getKey().equals(project));
        }
        if (freed) {
            neighbours.changed(stack);
        }
    }

    /** Whether a stack may take down what is in a project. */
    boolean mayTakeDown(StackId stack, String project, List<ContainerSummary> containers) {
        return owners.getOrDefault(project, stack).equals(stack)
                && containers.stream()
                        .map(container -> container.labels().getOrDefault(Labels.STACK, ""))
                        .allMatch(label -> label.isEmpty() || label.equals(stack.toString()) || !isHere(label));
    }

    /**
     * Takes the project for this stack.
     *
     * @param containers all that are in the project now
     * @return whether it was there before the stack, and is taken over
     * @throws RefusedException if it is another stack's, or has containers that Longshore did not make and must not adopt
     * @throws PostponedException if it may be a stack's that has not been heard of yet
     */
    synchronized boolean claim(StackState state, StackSpec spec, String project, List<ContainerView> containers) {
        StackId stack = state.stack();
        StackId owner = owners.getOrDefault(project, stack);
        if (!owner.equals(stack)) {
            throw taken(project, owner);
        }
        boolean found = false;
        for (ContainerView container : containers) {
            String label = container.labels().getOrDefault(Labels.STACK, "");
            if (label.isEmpty() && !isOurs(state, project)) {
                requireAdoption(spec, project, container);
                found = true;
            } else if (!label.isEmpty() && !label.equals(stack.toString())) {
                requireGone(project, label);
                found |= !isOurs(state, project);
            }
        }
        owners.put(project, stack);
        return found;
    }

    private static void requireAdoption(StackSpec spec, String project, ContainerView container) {
        if (!spec.adopt()) {
            throw new RefusedException(
                    CONFLICT,
                    "the Compose project '" + project + "' has a container of service '" + container.service()
                            + "' that Longshore did not create; set adopt: true in .longshore.yaml to take the project"
                            + " over, take it down, or give the stack another project:");
        }
    }

    /** What a stack left behind that is not here any more may be taken over: so stacks move between repositories. */
    private void requireGone(String project, String label) {
        if (isHere(label)) {
            throw taken(project, StackId.parse(label));
        }
        if (!neighbours.areKnown()) {
            throw new PostponedException(
                    UNKNOWN_OWNER, "the Compose project '" + project + "' may be the stack " + label + "'s");
        }
    }

    private boolean isHere(String label) {
        try {
            return neighbours.isHere(StackId.parse(label));
        } catch (IllegalArgumentException e) { // somebody wrote the label by hand
            return false;
        }
    }

    /** In a project that we brought up, a container that somebody started by hand is drift, not somebody else's project. */
    private static boolean isOurs(StackState state, String project) {
        Applied golden = state.golden();
        return golden != null && golden.project().equals(project);
    }

    private static RefusedException taken(String project, StackId owner) {
        return RefusedException.becauseOf(
                List.of(owner),
                CONFLICT,
                "the Compose project '" + project + "' is the stack " + owner
                        + "'s; give one of them another project: in .longshore.yaml. This is tried again when " + owner
                        + " is gone.");
    }
}
