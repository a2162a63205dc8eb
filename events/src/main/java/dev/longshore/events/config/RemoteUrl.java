/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a repository. Messages never repeat it: people put credentials there.
 *
 * @param base where {@code file:} with a relative path begins
 */
record RemoteUrl(Path base) implements ValueReader<String> {
    private static final int MAX_LENGTH = 2048;
    private static final Pattern SSH = Pattern.compile("(?i)(ssh|git\\+ssh|ssh\\+git)://.*|[^/:]+@[^/:]+:.*");
    private static final Pattern USER_INFO = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^/]*@.*");

    @Override
    public @Nullable String read(YamlValue value) {
        return value.parsed("a URL", this::require);
    }

    private String require(String text) {
        if (USER_INFO.matcher(text).matches() && !SSH.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "has a user name or password in it; use a credential reference: auth: {username: …, password: {env: NAME}}");
        }
        if (SSH.matcher(text).matches()) {
            throw new IllegalArgumentException("ssh is not available in this version yet; use https");
        }
        URI given = parse(text);
        URI url = isRelative(given) ? absolute(given) : given;
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "http", "https" -> requireHost(url);
            case "file" -> requireLocal(url);
            default -> throw new IllegalArgumentException("must begin with https://, http:// or file://");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("must have neither a query (?) nor a fragment (#)");
        }
        return url.toString();
    }

    private static boolean isRelative(URI url) {
        return "file".equalsIgnoreCase(url.getScheme()) && url.isOpaque();
    }

    private URI absolute(URI url) {
        try {
            return base.resolve(url.getSchemeSpecificPart()).normalize().toUri();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("must be a local path after file:", e);
        }
    }

    private static URI parse(String text) {
        try {
            if (text.length() <= MAX_LENGTH) {
                return new URI(text);
            }
        } catch (URISyntaxException e) {
            // Its message repeats the URL.
        }
        throw new IllegalArgumentException("is not a valid URL of at most " + MAX_LENGTH + " characters");
    }

    private static void requireHost(URI url) {
        if (url.getHost() == null || url.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "must name a host and a path, such as https://git.example.org/me/repository.git");
        }
    }

    private static void requireLocal(URI url) {
        if (url.getRawAuthority() != null
                || url.getPath() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "must be a local path with three slashes, such as file:///srv/git/repository.git");
        }
    }
}
