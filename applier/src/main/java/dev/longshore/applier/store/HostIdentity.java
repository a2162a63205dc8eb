/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Who this applier is.
 *
 * @param host the configured name
 * @param id made once and kept with the data: tells two machines of one name apart
 */
public record HostIdentity(String host, String id) {

    /** @throws UncheckedIOException if the id can be neither read nor written */
    static HostIdentity open(String host, Path file) {
        try {
            if (Files.exists(file)) {
                String known = Files.readString(file).strip();
                if (!known.isEmpty()) {
                    return new HostIdentity(host, known);
                }
            }
            String made = UUID.randomUUID().toString();
            AtomicFile.write(file, (made + "\n").getBytes(StandardCharsets.UTF_8));
            return new HostIdentity(host, made);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the host id in " + file + ": " + e.getMessage(), e);
        }
    }
}
