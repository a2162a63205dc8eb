/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;
import java.time.Duration;
import java.util.Map;

/**
 * What a {@link TransactionalFold} reads.
 *
 * @param name its {@code transactional.id}: only one of this name can write at a time
 * @param offsetsGroup consumer group that its positions are kept under; nobody may be a member of it
 * @param state topic that holds the fold's own state
 * @param inputs topics to fold, each with how far before the stored position to go back and remember
 */
public record FoldPlan(String name, String offsetsGroup, Topic state, Map<Topic, Duration> inputs) {
    /** Remember everything there is: for compacted topics. */
    public static final Duration EVERYTHING = Duration.ofDays(365_000);

    public FoldPlan {
        inputs = Map.copyOf(inputs);
    }

    boolean remembersEverything(Topic topic) {
        return EVERYTHING.equals(inputs.get(topic));
    }

    Duration remembered(Topic topic) {
        return inputs.getOrDefault(topic, Duration.ZERO);
    }
}
