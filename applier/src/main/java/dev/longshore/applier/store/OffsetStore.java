/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.longshore.events.EventJson;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far {@code longshore.revision} has been taken in. Only saves reading: without it, or with an old one, the log is read again and
 * every generation that is already known is passed over.
 */
public final class OffsetStore {
    private static final Logger log = LoggerFactory.getLogger(OffsetStore.class);

    private final Path file;
    private final Map<Integer, Long> offsets = new HashMap<>();

    OffsetStore(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            read();
        }
    }

    private void read() {
        try {
            offsets.putAll(
                    EventJson.MAPPER.readValue(Files.readAllBytes(file), new TypeReference<Map<Integer, Long>>() {}));
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("the stored offsets cannot be read; the log is read from its beginning");
        }
    }

    public synchronized Map<Place, Long> positions() {
        Map<Place, Long> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> positions.put(new Place(Topic.REVISION, partition), offset));
        return positions;
    }

    /** Everything before these offsets has been taken in, and would survive a power cut. */
    public synchronized void advance(Map<Place, Long> next) {
        next.forEach((place, offset) -> offsets.put(place.partition(), offset));
        try {
            AtomicFile.write(file, EventJson.MAPPER.writeValueAsBytes(offsets));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the offsets to " + file + ": " + e.getMessage(), e);
        }
    }

    /** The log is to be read from its beginning. */
    public synchronized void forget() {
        offsets.clear();
    }
}
