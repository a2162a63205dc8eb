/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.Topic;
import dev.longshore.events.UndecodableException;
import dev.longshore.events.kafka.BuriedRequest;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends requests to sync again that went to the dead letter: each once, however often it is asked for. */
public final class Redrive {
    private final Cluster cluster;
    /** By id of the event: where it is on the log, and since when. */
    private final Map<String, Map<String, Instant>> onLog = new HashMap<>();

    private Redrive(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What became of a letter. */
    public sealed interface Outcome {
        /** The request is on the log again. */
        record Sent(BuriedRequest request, Position position) implements Outcome {}

        /** It was sent again after this letter was written. */
        record SentBefore(BuriedRequest request) implements Outcome {}
    }

    /** Reads which requests are on the log already. */
    public static Redrive prepare(Cluster cluster) throws InterruptedException {
        Redrive redrive = new Redrive(cluster);
        cluster.read(Map.of(Topic.SYNC, LogFollower.Start.BEGINNING), (records, next) -> redrive.note(records));
        return redrive;
    }

    private void note(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood) {
                put(understood.envelope().id(), understood.position(), understood.appended());
            }
        }
    }

    private void put(String id, Position position, Instant appended) {
        onLog.computeIfAbsent(id, first -> new HashMap<>()).put(place(position), appended);
    }

    private static String place(Position position) {
        return position.topic().topicName() + "/" + position.partition() + "/" + position.offset();
    }

    /**
     * Sends it again, under the id that it has.
     *
     * @throws CommandFailure if it is none that can be
     */
    public Outcome send(BuriedLetter buried) throws InterruptedException {
        BuriedRequest request = request(buried);
        boolean sentBefore = onLog.getOrDefault(request.id(), Map.of()).entrySet().stream()
                .filter(record -> !record.getKey().equals(buried.letter().subject()))
                .anyMatch(record -> !record.getValue().isBefore(buried.appended()));
        if (sentBefore) {
            return new Outcome.SentBefore(request);
        }
        Position position = cluster.publish(publisher -> publisher.publish(request));
        put(request.id(), position, Instant.MAX);
        return new Outcome.Sent(request, position);
    }

    private static BuriedRequest request(BuriedLetter buried) {
        try {
            return BuriedRequest.of(buried.letter());
        } catch (UndecodableException e) {
            throw new CommandFailure(
                    ExitCode.FAILED, "cannot send " + buried.id() + " again: " + e.reason() + ": " + e.getMessage(), e);
        }
    }
}
