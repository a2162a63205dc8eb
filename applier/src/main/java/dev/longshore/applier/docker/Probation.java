/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Containers are made with the restart policy {@code no} and get the declared one when they have passed their gate: the engine must not
 * bring one that kills the machine back at boot, before anybody can stop it. Compose is always told {@code no}, so there is no moment in
 * which a new container has another policy, and its next {@code up} finds nothing changed. What the files declare is kept in a label.
 */
public final class Probation {
    private static final String NO = "no";

    private Probation() {}

    /** Writes into the service of an override file what Compose is to do instead of what the files declare. */
    static void begin(ObjectNode override, ServiceModel service) {
        override.put("restart", NO);
        if (service.json().path("deploy").hasNonNull("restart_policy")) {
            override.putObject("deploy")
                    .putObject("restart_policy")
                    .put("condition", "none")
                    .put("max_attempts", 0);
        }
    }

    /** The policy that {@code service} has after its probation. */
    static String declared(ServiceModel service) {
        String restart = service.restart();
        return restart == null || restart.isEmpty() ? NO : restart;
    }

    /**
     * Gives containers of ours the policy that their files declare. Those that have it already cost nothing.
     *
     * @throws EngineException if the engine does not answer, or refuses
     */
    public static void end(Engine engine, List<ContainerView> containers) {
        for (ContainerView container : containers) {
            String declared = container.labels().get(Labels.RESTART);
            if (declared != null && !declared.equals(container.restartPolicy())) {
                engine.setRestartPolicy(container.id(), declared);
            }
        }
    }
}
