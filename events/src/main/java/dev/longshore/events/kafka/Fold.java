/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.List;

/**
 * Turns what is on the log into state and events. Called by one thread. Thrown away after any failure, and made anew from the log: it needs
 * no way back.
 */
public interface Fold {
    /** One record of the topic that holds the fold's own state, in order; the newest of each key counts. Before anything else. */
    void restore(Received record);

    /** One record that was folded in an earlier life. What it published then must not be published again. */
    void remember(Received.Understood record);

    /**
     * Folds what is new.
     *
     * @param batch in order within each partition; empty when nothing came for a while, so that time can be looked at
     * @return what to publish, in one transaction with the positions of the batch
     */
    List<Output> apply(List<Received.Understood> batch);
}
