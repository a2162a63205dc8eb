/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.HeldPort;
import dev.longshore.applier.docker.WantedPort;
import dev.longshore.events.StackId;
import java.util.List;

/** Ports of this host: none that another stack publishes is taken from it, and nothing is touched to find that out. */
final class PortClaims {
    private static final String CONFLICT = "compose.port_conflict";

    private final Engine engine;

    PortClaims(Engine engine) {
        this.engine = engine;
    }

    /** @throws RefusedException if another stack holds a port that this one wants */
    void check(StackId stack, Prepared next) {
        List<WantedPort> wanted = WantedPort.of(next.model());
        if (wanted.isEmpty()) {
            return;
        }
        List<HeldPort> held = engine.heldPorts().stream()
                .filter(port -> !port.stack().equals(stack.toString()))
                .toList();
        for (WantedPort port : wanted) {
            port.holder(held).ifPresent(holder -> {
                throw new RefusedException(
                        CONFLICT,
                        "service '" + port.service() + "' publishes port " + port + ", which service '"
                                + holder.service() + "' of the stack " + holder.stack()
                                + " holds on this host; give one of them another port");
            });
        }
    }
}
