/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import java.time.Duration;

/** Wakes somebody later, once. */
@FunctionalInterface
interface Alarm {
    /** Undoes the setting of an alarm; after it rang that changes nothing. */
    @FunctionalInterface
    interface Cancellation {
        void cancel();
    }

    /** @param delay at least a millisecond */
    Cancellation set(Duration delay, Runnable action);
}
