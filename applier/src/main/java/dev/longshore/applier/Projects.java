/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Labels;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.StackId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which stack a Compose project belongs to: none is shared by two, and none is taken from somebody else. */
final class Projects {
    private static final String CONFLICT = "compose.project_conflict";

    private final Map<String, StackId> owners = new ConcurrentHashMap<>();

    /** A stack that ran under this project before this process began. */
    void remember(StackState state) {
        Applied golden = state.golden();
        if (golden != null && state.desired() != null) {
            owners.putIfAbsent(golden.project(), state.stack());
        }
    }

    Optional<StackId> ownerOf(String project) {
        return Optional.ofNullable(owners.get(project));
    }

    /** The stack does not run here any more, so its projects are free for another. */
    synchronized void release(StackId stack) {
        owners.values().removeIf(stack::equals);
    }

    /**
     * Takes the project for this stack.
     *
     * @param containers all that are in the project now
     * @throws RefusedException if it is another stack's, or has containers that Longshore did not make
     */
    synchronized void claim(StackState state, String project, List<ContainerView> containers) {
        StackId stack = state.stack();
        StackId owner = owners.getOrDefault(project, stack);
        if (!owner.equals(stack)) {
            throw conflict("the Compose project '" + project + "' is the stack " + owner
                    + "'s; give one of them another project: in .longshore.yaml");
        }
        for (ContainerView container : containers) {
            String label = container.labels().getOrDefault(Labels.STACK, "");
            if (!label.equals(stack.toString()) && !(label.isEmpty() && isOurs(state, project))) {
                throw conflict("the Compose project '" + project + "' has a container of service '"
                        + container.service() + "' that "
                        + (label.isEmpty() ? "Longshore did not create" : "the stack " + label + " created")
                        + "; take it down, or give the stack another project: in .longshore.yaml");
            }
        }
        owners.put(project, stack);
    }

    /** In a project that we brought up, a container that somebody started by hand is drift, not somebody else's project. */
    private static boolean isOurs(StackState state, String project) {
        Applied golden = state.golden();
        return golden != null && golden.project().equals(project);
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(CONFLICT, message);
    }
}
