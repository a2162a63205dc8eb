/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a repository. Messages never repeat it: people put credentials there.
 *
 * @param base where {@code file:} with a relative path begins
 */
record RemoteUrl(Path base) implements ValueReader<GitUrl> {
    private static final String FILE = "file:";

    @Override
    public @Nullable GitUrl read(YamlValue value) {
        return value.parsed("a URL", this::require);
    }

    private GitUrl require(String text) {
        boolean relative = text.regionMatches(true, 0, FILE, 0, FILE.length()) && !text.startsWith("/", FILE.length());
        return GitUrl.parse(relative ? absolute(text.substring(FILE.length())) : text)
                .requireRepository();
    }

    private String absolute(String path) {
        try {
            return base.resolve(path).normalize().toUri().toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a local path after file:", e);
        }
    }
}
