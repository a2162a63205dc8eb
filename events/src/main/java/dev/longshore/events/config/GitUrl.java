/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Git repository is. There are four ways to get to one: {@code https}, {@code http}, {@code ssh}, also written
 * {@code user@host:path}, and {@code file}.
 *
 * @param text as it was written
 * @param scheme in lower case
 * @param user null for none, and for all but ssh: there it is a secret's business
 * @param host in lower case; empty for a local path
 * @param port the scheme's own where none is written; -1 for a local path
 * @param path as it is asked for, percent-encoded in URLs
 */
public record GitUrl(String text, String scheme, @Nullable String user, String host, int port, String path) {
    /** The user of an ssh URL that names none. */
    public static final String SSH_USER = "git";

    private static final int MAX_LENGTH = 2048;
    private static final Map<String, Integer> PORTS = Map.of("https", 443, "http", 80, "ssh", 22);
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}";
    private static final Pattern SCP =
            Pattern.compile("(?<user>" + NAME + ")@(?<host>[A-Za-z0-9][A-Za-z0-9.-]{0,254}):(?<path>[^:/\\s-][^\\s]*)");
    private static final Pattern USER_INFO = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^/]*@.*");

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException saying what it must be; it never repeats the URL, where people put credentials
     */
    public static GitUrl parse(String text) {
        if (text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw invalid();
        }
        Matcher scp = SCP.matcher(text);
        if (scp.matches()) {
            return new GitUrl(text, "ssh", scp.group("user"), lower(scp.group("host")), 22, scp.group("path"));
        }
        if (USER_INFO.matcher(text).matches() && !lower(text).startsWith("ssh://")) {
            throw withCredentials();
        }
        URI url = uri(text);
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("must have neither a query (?) nor a fragment (#)");
        }
        String scheme = lower(String.valueOf(url.getScheme()));
        return switch (scheme) {
            case "http", "https", "ssh" -> remote(text, scheme, url);
            case "file" -> local(text, url);
            default -> throw new IllegalArgumentException("must begin with https://, http://, ssh:// or file://");
        };
    }

    private static GitUrl remote(String text, String scheme, URI url) {
        if (url.getHost() == null) {
            throw noHost();
        }
        String user = url.getRawUserInfo();
        if (user != null && !user.matches(NAME)) {
            throw withCredentials();
        }
        int port = url.getPort() < 0 ? PORTS.getOrDefault(scheme, -1) : url.getPort();
        return new GitUrl(text, scheme, user, lower(url.getHost()), port, url.getRawPath());
    }

    private static GitUrl local(String text, URI url) {
        if (url.getRawAuthority() != null
                || url.getPath() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "must be a local path with three slashes, such as file:///srv/git/repository.git");
        }
        return new GitUrl(text, "file", null, "", -1, url.getRawPath());
    }

    /** Whether it names a repository, and not only a server. */
    GitUrl requireRepository() {
        if (path.matches("/?")) {
            throw noHost();
        }
        return this;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw invalid(); // its message repeats the URL
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("is not a valid URL of at most " + MAX_LENGTH + " characters");
    }

    private static IllegalArgumentException noHost() {
        return new IllegalArgumentException(
                "must name a host and a path, such as https://git.example.org/me/repository.git");
    }

    private static IllegalArgumentException withCredentials() {
        return new IllegalArgumentException(
                "has a user name or password in it; use a credential reference: auth: {username: …, password: {env: NAME}}");
    }

    /** Whether both are served by the same program: scheme, host and port. */
    public boolean isSameServer(GitUrl other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /** Whether {@code prefix} is its server and, part by part, the beginning of its path. */
    public boolean isBelow(GitUrl prefix) {
        boolean sameUser = prefix.user == null || prefix.user.equals(user == null ? SSH_USER : user);
        String start = rooted(prefix.path).replaceFirst("/+$", "") + "/";
        boolean winding = path.contains("..") || lower(path).contains("%2e"); // the server may make another path of it
        return isSameServer(prefix) && sameUser && !winding && (rooted(path) + "/").startsWith(start);
    }

    private static String rooted(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    /**
     * What a submodule's URL means in this repository: {@code ./} and {@code ../} begin at it, as git-submodule(1) says; anything else
     * stands for itself.
     *
     * @throws IllegalArgumentException if it is no URL, or leaves the server
     */
    public GitUrl resolve(String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return parse(url);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (path + "/" + url).split("/+", -1)) {
            if (part.equals("..") && parts.pollLast() == null) {
                throw new IllegalArgumentException("has more ../ than the repository's own URL has parts");
            }
            if (!part.isEmpty() && !part.equals("..") && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        String own = text.substring(0, text.length() - path.length());
        return parse(own + (path.startsWith("/") ? "/" : "") + String.join("/", parts));
    }
}
