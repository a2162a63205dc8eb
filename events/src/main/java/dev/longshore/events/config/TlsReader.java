/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls:} of a listener. */
final class TlsReader {
    private final Path base;

    /** Reads with paths relative to {@code base}. */
    TlsReader(Path base) {
        this.base = base;
    }

    @Nullable
    TlsConfig tls(YamlValue value) {
        YamlMapping keys = value.mapping();
        Path certificate = keys.required("certificate", this::file);
        Path key = keys.required("key", this::file);
        keys.refuseOtherKeys();
        return certificate == null || key == null ? null : new TlsConfig(certificate, key);
    }

    private @Nullable Path file(YamlValue value) {
        Path path = value.parsed("a path", text -> SecretReader.folderOrFile(base, text));
        return path == null || Files.isReadable(path)
                ? path
                : value.refuse("names a file that cannot be read; create it or correct the path");
    }
}
