/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Hears of containers. Called on one thread for all listeners, so it must return at once. */
@FunctionalInterface
public interface EngineListener {
    void on(ContainerEvent event);

    /** The stream was lost and is back; what happened in between may be missing. */
    default void resumed() {}
}
