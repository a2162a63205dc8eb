/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Whether there is an engine to test with. */
final class Docker {
    private Docker() {}

    static boolean isAvailable() {
        try (Engine engine = Engine.connect()) {
            engine.ping();
            return true;
        } catch (EngineException e) {
            return false;
        }
    }
}
