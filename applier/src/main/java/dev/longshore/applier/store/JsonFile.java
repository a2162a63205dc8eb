/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One value in a file of its own, for what can be worked out again if it is lost. */
public final class JsonFile<T> {
    private static final Logger log = LoggerFactory.getLogger(JsonFile.class);

    private final Path file;
    private final Class<T> type;

    JsonFile(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    /** Empty if there is none, or none that can be read. */
    public Optional<T> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(EventJson.MAPPER.readValue(Files.readAllBytes(file), type));
        } catch (IOException | IllegalArgumentException e) {
            log.atWarn().addKeyValue("file", file).setCause(e).log("a file cannot be read; its content is worked out again");
            return Optional.empty();
        }
    }

    /**
     * Returns when it would survive a power cut.
     *
     * @throws UncheckedIOException if it could not be written
     */
    public void write(T value) {
        try {
            AtomicFile.write(file, EventJson.MAPPER.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage() + "; is the disk full?", e);
        }
    }
}
