/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The topics, with the settings they are created with (DESIGN 1.6). */
public enum Topic {
    SYNC("sync", Cleanup.DELETE, Duration.ofDays(7)),
    SOURCE("source", Cleanup.DELETE, Duration.ofDays(7)),
    REVISION("revision", Cleanup.COMPACT, Duration.ZERO),
    BUNDLE("bundle", Cleanup.COMPACT, Duration.ZERO),
    DRIFT("drift", Cleanup.DELETE, Duration.ofDays(1)),
    COMMAND("command", Cleanup.DELETE, Duration.ofDays(7)),
    DEPLOYMENT("deployment", Cleanup.DELETE, Duration.ofDays(90)),
    STATUS("status", Cleanup.COMPACT, Duration.ZERO),
    CDEVENTS("cdevents", Cleanup.DELETE, Duration.ofDays(90)),
    REPOSITORY("repository", Cleanup.COMPACT, Duration.ZERO),
    DEAD_LETTER("dead-letter", Cleanup.DELETE, Duration.ofDays(30));

    /** What Kafka does with old records: delete them by age, or keep the newest of each key. */
    public enum Cleanup {
        DELETE,
        COMPACT
    }

    private final String topicName;
    private final Cleanup cleanup;
    private final Duration retention;

    Topic(String shortName, Cleanup cleanup, Duration retention) {
        this.topicName = "longshore." + shortName;
        this.cleanup = cleanup;
        this.retention = retention;
    }

    /** The name on the broker, such as {@code longshore.sync}. */
    public String topicName() {
        return topicName;
    }

    public Cleanup cleanup() {
        return cleanup;
    }

    /** How long records are kept; zero for a compacted topic, where age does not count. */
    public Duration retention() {
        return retention;
    }

    public static Optional<Topic> named(String topicName) {
        return Arrays.stream(values())
                .filter(t -> t.topicName.equals(topicName))
                .findFirst();
    }
}
