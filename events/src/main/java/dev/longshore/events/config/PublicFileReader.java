/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {file: path}} for what everybody may know, such as public keys and certificates. The file is read again at each use.
 *
 * @param base where relative paths begin
 */
record PublicFileReader(Path base) implements ValueReader<Path> {
    @Override
    public @Nullable Path read(YamlValue value) {
        YamlMapping reference = value.mapping();
        Path file = reference.required("file", v -> v.parsed("a path", text -> SecretReader.folderOrFile(base, text)));
        reference.refuseOtherKeys();
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            return value.refuse("file " + file + " cannot be read; create it or correct the path");
        }
        return file;
    }
}
