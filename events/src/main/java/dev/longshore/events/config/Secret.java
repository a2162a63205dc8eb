/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a credential. The credential itself is read at each use, so that a changed file takes effect at once, and is never part
 * of {@code toString()}.
 */
public sealed interface Secret {
    /** A credential may have this many bytes. */
    int MAX_BYTES = 64 << 10;

    /**
     * The credential now, without newlines at its end, at least one byte.
     *
     * @throws SecretUnavailableException when it is missing, empty, unreadable or too large
     */
    byte[] read();

    /**
     * {@link #read()} as UTF-8.
     *
     * @throws SecretUnavailableException when it is missing, empty, unreadable or too large
     */
    default String value() {
        return new String(read(), StandardCharsets.UTF_8);
    }

    /** The content of a file. */
    record FromFile(Path file) implements Secret {
        @Override
        public byte[] read() {
            try (InputStream in = Files.newInputStream(file)) {
                return usable(in.readNBytes(MAX_BYTES + 1), "secret file " + file);
            } catch (IOException e) {
                throw new SecretUnavailableException(
                        "secret file " + file + " cannot be read (" + reason(e) + "); create it or correct the path",
                        e);
            }
        }

        private static String reason(IOException e) {
            return e.getClass().getSimpleName().replace("Exception", "");
        }

        @Override
        public String toString() {
            return "file:" + file;
        }
    }

    /** The value of an environment variable. */
    record FromEnvironment(String variable, Function<String, @Nullable String> environment) implements Secret {
        @Override
        public byte[] read() {
            String value = environment.apply(variable);
            if (value == null) {
                throw new SecretUnavailableException(
                        "environment variable " + variable + " is not set; set it or use a file", null);
            }
            return usable(value.getBytes(StandardCharsets.UTF_8), "environment variable " + variable);
        }

        @Override
        public String toString() {
            return "env:" + variable;
        }
    }

    private static byte[] usable(byte[] content, String what) {
        int end = content.length;
        while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
            end--;
        }
        if (end == 0) {
            throw new SecretUnavailableException(what + " is empty; put the credential in it", null);
        }
        if (content.length > MAX_BYTES) {
            throw new SecretUnavailableException(what + " is larger than 64 KiB, which no credential is", null);
        }
        return Arrays.copyOf(content, end);
    }
}
