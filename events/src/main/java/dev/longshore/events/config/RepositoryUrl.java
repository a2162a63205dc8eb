/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which repository a Git URL means, however it is written: the scheme, user, port, case of the host, {@code .git} and a slash at the
 * end do not matter, and {@code user@host:path} is the same as {@code ssh://user@host/path}. The spellings of Azure DevOps are one too.
 * Made to compare, never to connect.
 *
 * @param host lower case; empty for a local path
 * @param path without slashes around it and without {@code .git}; its case matters
 */
public record RepositoryUrl(String host, String path) {
    private static final int MAX_LENGTH = 2048;
    private static final Set<String> SCHEMES = Set.of("https", "http", "ssh", "git+ssh", "ssh+git", "git", "file");
    private static final Pattern SCP = Pattern.compile(
            "(?:[A-Za-z0-9._-]+@)?(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[^:\\s\\p{Cntrl}][^\\s\\p{Cntrl}]*)");

    /** Empty for what is no URL of a Git repository. */
    public static Optional<RepositoryUrl> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return text.contains("://") ? parseUri(text) : parseScp(text);
    }

    private static Optional<RepositoryUrl> parseScp(String text) {
        Matcher scp = SCP.matcher(text);
        return scp.matches() ? of(scp.group("host"), scp.group("path")) : Optional.empty();
    }

    private static Optional<RepositoryUrl> parseUri(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean isPlain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getPath() != null;
            if (!isPlain || !SCHEMES.contains(scheme)) {
                return Optional.empty();
            }
            return scheme.equals("file") ? ofFile(uri) : ofRemote(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<RepositoryUrl> ofFile(URI uri) {
        boolean isLocal = uri.getRawAuthority() == null || uri.getRawAuthority().equalsIgnoreCase("localhost");
        return isLocal ? of("", uri.getPath()) : Optional.empty();
    }

    private static Optional<RepositoryUrl> ofRemote(URI uri) {
        return uri.getHost() == null ? Optional.empty() : of(uri.getHost(), uri.getPath());
    }

    private static Optional<RepositoryUrl> of(String host, String path) {
        String bare = trimSlashes(path);
        String name = trimSlashes(bare.endsWith(".git") ? bare.substring(0, bare.length() - ".git".length()) : bare);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(AzureUrl.canonical(new RepositoryUrl(host.toLowerCase(Locale.ROOT), name)));
    }

    private static String trimSlashes(String path) {
        int begin = 0;
        int end = path.length();
        while (begin < end && path.charAt(begin) == '/') {
            begin++;
        }
        while (end > begin && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(begin, end);
    }
}
