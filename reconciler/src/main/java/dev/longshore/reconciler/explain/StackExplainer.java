/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import dev.longshore.events.HostAlive;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.KeyReader;
import dev.longshore.events.kafka.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Explains stacks from the log: needs no reconciler, and reads only the partitions in which the stack and its repository are. Blocks;
 * each explanation has a connection of its own, so many threads may ask.
 */
public final class StackExplainer {
    /** A host that was not heard that long is told without the time at which it was. */
    private static final Duration HEARTBEATS = Duration.ofMinutes(15);

    /** Ten thousand repositories that are polled every five minutes leave that many in a partition in a day and more. */
    private static final long MOST_RECORDS = 500_000;

    private final KafkaSettings settings;
    private final String clientId;
    private final Clock clock;

    public StackExplainer(KafkaSettings settings, String clientId, Clock clock) {
        this.settings = settings;
        this.clientId = clientId;
        this.clock = clock;
    }

    /**
     * What the log says now.
     *
     * @return empty if nothing on the log says that there is or was such a stack
     * @throws BrokerUnreachableException if the broker does not answer, or lacks the topics
     */
    public Optional<Explanation> explain(StackId stack) throws BrokerUnreachableException {
        StackFacts facts = new StackFacts(stack);
        try (KeyReader log = new KeyReader(settings, clientId)) {
            read(log, stack, facts);
        }
        return facts.isKnown() ? Optional.of(new Narrator(facts, clock.instant()).explanation()) : Optional.empty();
    }

    /**
     * What there is to say of the repository of a stack that nobody ever announced, for people: that it cannot be read, or what became of the
     * newest delivery.
     *
     * @return empty if the log has nothing of that repository either
     * @throws BrokerUnreachableException as {@link #explain}
     */
    public Optional<String> whyUnknown(StackId stack) throws BrokerUnreachableException {
        StackFacts facts = new StackFacts(stack);
        try (KeyReader log = new KeyReader(settings, clientId)) {
            log.readNewest(Topic.SYNC, stack.repository(), MOST_RECORDS, received -> accept(received, facts));
            log.readNewest(Topic.SOURCE, stack.repository(), MOST_RECORDS, received -> accept(received, facts));
        }
        return new Narrator(facts, clock.instant()).ofRepository();
    }

    /** Requests before the looks that answer them; what a look announced, and what came of that, may be older than this reading. */
    private void read(KeyReader log, StackId stack, StackFacts facts) throws BrokerUnreachableException {
        Instant now = clock.instant();
        log.readNewest(Topic.SYNC, stack.repository(), MOST_RECORDS, received -> accept(received, facts));
        log.readNewest(Topic.SOURCE, stack.repository(), MOST_RECORDS, received -> accept(received, facts));
        log.read(Topic.REVISION, stack.toString(), received -> accept(received, facts));
        log.read(Topic.COMMAND, stack.toString(), received -> accept(received, facts));
        log.read(Topic.DEPLOYMENT, stack.toString(), received -> accept(received, facts));
        log.readSince(Topic.DEPLOYMENT, now.minus(HEARTBEATS), received -> heartbeat(received, facts));
    }

    private static void accept(Received received, StackFacts facts) {
        if (received instanceof Received.Understood understood) {
            facts.accept(understood.envelope(), understood.appended());
        }
    }

    private static void heartbeat(Received received, StackFacts facts) {
        if (received instanceof Received.Understood understood && understood.event() instanceof HostAlive) {
            accept(received, facts);
        }
    }
}
