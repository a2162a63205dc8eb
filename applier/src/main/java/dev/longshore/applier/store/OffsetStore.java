/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventJson;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the log has been taken in, and which log that was. Only saves reading: without it, or with an old one, the log is read again,
 * and every generation and command that is already known is passed over.
 */
public final class OffsetStore {
    private static final Logger log = LoggerFactory.getLogger(OffsetStore.class);

    private final Path file;
    private final Map<Place, Long> offsets = new HashMap<>();
    private @Nullable String logId;
    private @Nullable Map<String, String> labels;

    OffsetStore(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            read();
        }
    }

    /**
     * The file.
     *
     * @param logId which log the offsets are of
     * @param labels of this host when they were stored
     * @param topics offset by partition, by topic
     */
    private record Stored(
            @Nullable String logId, @Nullable Map<String, String> labels, Map<Topic, Map<Integer, Long>> topics) {}

    private void read() {
        try {
            Stored stored = EventJson.MAPPER.readValue(Files.readAllBytes(file), Stored.class);
            logId = stored.logId();
            labels = stored.labels();
            stored.topics()
                    .forEach((topic, partitions) -> partitions.forEach(
                            (partition, offset) -> offsets.put(new Place(topic, partition), offset)));
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("the stored offsets cannot be read; the log is read from its beginning");
        }
    }

    /** Where to go on in one topic. */
    public synchronized Map<Place, Long> positions(Topic topic) {
        Map<Place, Long> positions = new HashMap<>(offsets);
        positions.keySet().removeIf(place -> place.topic() != topic);
        return positions;
    }

    /** Everything before these offsets has been taken in, and would survive a power cut. */
    public synchronized void advance(Map<Place, Long> next) {
        offsets.putAll(next);
        write();
    }

    /** The log is to be read from its beginning. */
    public synchronized void forget() {
        offsets.clear();
    }

    /** Whether the offsets are of another log than this one. */
    public synchronized boolean isOtherLog(String id) {
        return logId != null && !logId.equals(id);
    }

    /** Says which log is read from now on; the offsets of another one are forgotten. */
    public synchronized void begin(String id) {
        if (isOtherLog(id)) {
            offsets.clear();
        }
        logId = id;
    }

    /** Says what labels this host has now: if they were others, what was passed over for them has to be looked at again. */
    public synchronized void labelled(Map<String, String> now) {
        if (labels != null && !labels.equals(now)) {
            positions(Topic.REVISION).keySet().forEach(offsets::remove);
        }
        labels = Map.copyOf(now);
    }

    private void write() {
        Map<Topic, Map<Integer, Long>> topics = new TreeMap<>();
        offsets.forEach((place, offset) ->
                topics.computeIfAbsent(place.topic(), t -> new TreeMap<>()).put(place.partition(), offset));
        try {
            AtomicFile.write(file, EventJson.MAPPER.writeValueAsBytes(new Stored(logId, labels, topics)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the offsets to " + file + ": " + e.getMessage(), e);
        }
    }
}
