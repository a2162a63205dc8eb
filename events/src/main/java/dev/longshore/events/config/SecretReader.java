/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads references to credentials, and each credential once, so that a missing one is known at start and not at the first push. */
final class SecretReader implements ValueReader<Secret> {
    private static final String EXPECTED = "must be a credential reference: {file: path} or {env: NAME}";

    private final Path base;
    private final Function<String, @Nullable String> environment;

    /** Reads references with paths relative to {@code base}. */
    SecretReader(Path base, Function<String, @Nullable String> environment) {
        this.base = base;
        this.environment = environment;
    }

    @Override
    public @Nullable Secret read(YamlValue value) {
        if (!value.isMapping()) {
            return value.refuse(EXPECTED + "; a credential never stands in the file itself");
        }
        YamlMapping reference = value.mapping();
        Secret file = reference.optional("file", this::file);
        Secret variable = reference.optional("env", this::variable);
        reference.refuseOtherKeys();
        if (reference.has("file") == reference.has("env")) {
            return value.refuse(EXPECTED);
        }
        return file == null ? variable : file;
    }

    private @Nullable Secret file(YamlValue value) {
        Path path = value.parsed("a path", text -> folderOrFile(base, text));
        Secret secret = path == null ? null : checked(value, new Secret.FromFile(path));
        if (path != null && secret != null && isWorldReadable(path)) {
            value.warning("secret file " + path + " is readable by every user; run chmod o-r on it");
        }
        return secret;
    }

    private @Nullable Secret variable(YamlValue value) {
        String name = value.parsed("the name of an environment variable", SecretReader::variableName);
        return name == null ? null : checked(value, new Secret.FromEnvironment(name, environment));
    }

    /** Resolves a path of the configuration; relative ones begin in {@code base}. */
    static Path folderOrFile(Path base, String text) {
        try {
            if (text.isBlank()) {
                throw new IllegalArgumentException("must be a path, but is empty");
            }
            return base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a path, but has a character that paths cannot have", e);
        }
    }

    private static String variableName(String text) {
        if (!text.matches("[A-Za-z_][A-Za-z0-9_]{0,254}")) {
            throw new IllegalArgumentException("must be the name of an environment variable");
        }
        return text;
    }

    private static @Nullable Secret checked(YamlValue value, Secret secret) {
        try {
            secret.read();
            return secret;
        } catch (SecretUnavailableException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isWorldReadable(Path file) {
        try {
            return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            // It was readable a moment ago; whoever removed it since will hear of it at the next use.
            return false;
        }
    }
}
