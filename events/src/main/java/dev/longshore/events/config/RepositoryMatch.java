/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Admits any repository whose URL looks like a pattern. Scheme, host, port and everything else of the URL to fetch come from the pattern;
 * only what the wildcard stands for comes from outside.
 *
 * @param settings of each such repository; its URL has one wildcard ({@code *} for one segment of the path or a part of it, {@code **} for
 *     several), its name has one {@code *}
 */
public record RepositoryMatch(RepositoryConfig settings) {
    private static final Pattern WILDCARD = Pattern.compile("\\*{1,2}");
    private static final Pattern CAPTURED =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._~ -]*(/[A-Za-z0-9_][A-Za-z0-9._~ -]*){0,15}");
    private static final int MAX_CAPTURED = 200;

    /** Throws {@link IllegalArgumentException} for a URL that is no pattern. */
    public RepositoryMatch {
        String url = settings.url();
        if (WILDCARD.matcher(url).results().count() != 1 || url.indexOf('*') < pathBegin(url)) {
            throw new IllegalArgumentException(
                    "must have one wildcard, and that in its path, such as https://git.example.org/me/*");
        }
        if (RepositoryUrl.parse(url).isEmpty()) {
            throw new IllegalArgumentException("must be the URL of repositories, such as https://git.example.org/me/*");
        }
    }

    private static int pathBegin(String url) {
        int scheme = url.indexOf("://");
        return scheme < 0 ? url.indexOf(':') : url.indexOf('/', scheme + 3);
    }

    /** The URL with its wildcard. */
    public String pattern() {
        return settings.url();
    }

    /** The repository of this URL, if it is admitted: its name and the URL to fetch made from this pattern. */
    public Optional<RepositoryConfig> admit(RepositoryUrl url) {
        RepositoryUrl own = RepositoryUrl.parse(pattern()).orElseThrow();
        Matcher path = path(own.path()).matcher(url.path());
        if (!own.host().equals(url.host()) || !path.matches()) {
            return Optional.empty();
        }
        String captured = path.group(1);
        return captured.length() <= MAX_CAPTURED && CAPTURED.matcher(captured).matches()
                ? named(captured).map(name -> settings.at(name, fetchUrl(captured)))
                : Optional.empty();
    }

    /** The repository of this name and URL, which came from the log: empty unless the first of {@code matches} it suits makes exactly that. */
    public static Optional<RepositoryConfig> admitted(List<RepositoryMatch> matches, String name, String url) {
        return RepositoryUrl.parse(url)
                .flatMap(parsed -> matches.stream()
                        .flatMap(match -> match.admit(parsed).stream())
                        .findFirst())
                .filter(repository -> repository.name().equals(name));
    }

    private static Pattern path(String pattern) {
        Matcher wildcard = WILDCARD.matcher(pattern);
        if (!wildcard.find()) {
            throw new IllegalStateException("a pattern keeps its wildcard");
        }
        return Pattern.compile(Pattern.quote(pattern.substring(0, wildcard.start()))
                + (wildcard.group().length() == 2 ? "(.+)" : "([^/]+)")
                + Pattern.quote(pattern.substring(wildcard.end())));
    }

    private Optional<String> named(String captured) {
        String plain = captured.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
        return Optional.of(settings.name().replace("*", plain)).filter(Names::isValid);
    }

    private String fetchUrl(String captured) {
        try {
            String escaped =
                    new URI(null, null, "/" + captured, null).getRawPath().substring(1);
            return WILDCARD.matcher(pattern()).replaceFirst(Matcher.quoteReplacement(escaped));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path of letters, digits and spaces is a URI", e);
        }
    }
}
