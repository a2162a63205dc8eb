/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.config.GitUrl;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a Git host calls a repository: the path of its configured URL.
 *
 * @param parts owner, groups, name; at least two, not encoded
 */
record ProjectPath(List<String> parts) {
    ProjectPath {
        parts = List.copyOf(parts);
    }

    /**
     * The path below the host's own.
     *
     * @param root of the host's web pages: its path is no part of the project's, where both are on one host
     * @return empty if it is no path of an owner and a name
     */
    static Optional<ProjectPath> of(GitUrl url, URI root) {
        List<String> parts = new ArrayList<>(split(url.path()));
        List<String> folder = split(root.getRawPath() == null ? "" : root.getRawPath());
        boolean below = url.scheme().startsWith("http") && parts.size() > folder.size();
        if (below && parts.subList(0, folder.size()).equals(folder)) {
            parts.subList(0, folder.size()).clear();
        }
        if (parts.size() < 2 || parts.stream().anyMatch(part -> part.matches("\\.{1,2}") || part.contains("/"))) {
            return Optional.empty();
        }
        String name = parts.get(parts.size() - 1).replaceFirst("\\.git$", "");
        parts.set(parts.size() - 1, name);
        return name.isEmpty() ? Optional.empty() : Optional.of(new ProjectPath(parts));
    }

    private static List<String> split(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** As {@code owner/name}, each percent-encoded. */
    String encoded() {
        return parts.stream().map(ProjectPath::encode).collect(Collectors.joining("/"));
    }

    /** As one percent-encoded part, slashes included: how GitLab wants it. */
    String encodedAsOne() {
        return encode(String.join("/", parts));
    }

    /** For one part of a path or the value of a query parameter. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
