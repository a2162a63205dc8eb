/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Names;
import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code repositories:}. */
final class RepositoryReader {
    private static final ValueReader<String> MATCH_NAME = Shapes.matching(
            "a name with a wildcard", "(?=.{1,63})[a-z0-9._-]*\\*[a-z0-9._-]*", "such as team-*: one * in a name");

    private final RemoteUrl urls;
    private final AuthReader auths;
    private final PublicFileReader files;
    private final StackReader stacks = new StackReader(new ProjectClaims());
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<RepositoryMatch> matches = new ArrayList<>();

    /** Reads repositories whose relative paths begin in {@code base}. */
    RepositoryReader(Path base, SecretReader secrets) {
        this.urls = new RemoteUrl(base);
        this.auths = new AuthReader(base, secrets);
        this.files = new PublicFileReader(base);
    }

    /** One repository, and null for a {@code match}: see {@link #matches}. A second one of a name is a problem. */
    @Nullable
    RepositoryConfig repository(YamlValue value) {
        YamlMapping keys = value.mapping();
        boolean isMatch = keys.has("match");
        GitUrl url = keys.required(isMatch ? "match" : "url", urls);
        String name = keys.optional("name", isMatch ? MATCH_NAME : Shapes.NAME);
        String branch = keys.optional("branch", v -> v.parsed("a branch", BranchName::require));
        Duration poll = keys.optional("poll", Shapes.INTERVAL);
        AuthConfig auth = keys.optional("auth", auths);
        List<StackSpec> specs = keys.optional("stacks", stacks::stacks, List.of());
        GitRules rules = rules(keys);
        keys.optional("url", v -> v);
        keys.optional("match", v -> v);
        keys.refuseOtherKeys();
        if (isMatch && keys.has("url")) {
            keys.error("must have either 'url' or 'match'");
        }
        if (url == null || (name == null && keys.has("name"))) {
            return null;
        }
        AuthReader.checkSuits(keys, url, auth);
        if (isMatch) {
            String template = name == null ? "*" : name;
            addMatch(new RepositoryConfig(template, url.text(), branch, poll, auth, specs, rules), value);
            return null;
        }
        String given = name == null ? defaultName(keys, url.text()) : name;
        return given == null || isDuplicate(given, value)
                ? null
                : new RepositoryConfig(given, url.text(), branch, poll, auth, specs, rules);
    }

    private GitRules rules(YamlMapping keys) {
        GitRules standard = GitRules.DEFAULT;
        return new GitRules(
                keys.optional("onForcePush", RepositoryReader::acceptsForcePush, standard.acceptForcePush()),
                keys.optional("submodules", YamlValue::bool, standard.submodules()),
                keys.optional("checkObjects", YamlValue::bool, standard.checkObjects()),
                keys.optional("verify", this::verify, standard.trustedKeys()));
    }

    private static @Nullable Boolean acceptsForcePush(YamlValue value) {
        if (!value.is("accept") && !value.is("refuse")) {
            value.error("must be accept or refuse");
            return null;
        }
        return value.is("accept");
    }

    private @Nullable List<Path> verify(YamlValue value) {
        YamlMapping keys = value.mapping();
        List<Path> trusted = keys.required(
                "keys",
                list -> list.is("[]")
                        ? list.refuse("is empty; name at least one key, or remove 'verify'")
                        : list.list(files));
        keys.refuseOtherKeys();
        return trusted;
    }

    /** What {@code match} entries were read. */
    List<RepositoryMatch> matches() {
        return List.copyOf(matches);
    }

    private void addMatch(RepositoryConfig settings, YamlValue value) {
        if (matches.stream().anyMatch(other -> other.settings().name().equals(settings.name()))) {
            value.error(
                    "could give a repository the same name as another 'match'; give one of them a 'name' such as team-*");
            return;
        }
        try {
            matches.add(new RepositoryMatch(settings));
        } catch (IllegalArgumentException e) {
            value.error("'match' " + e.getMessage());
        }
    }

    private boolean isDuplicate(String name, YamlValue value) {
        Integer first = lines.putIfAbsent(name, value.line());
        if (first != null) {
            value.error("duplicate repository name '" + name + "', which is already on line " + first
                    + "; give one of them another 'name'");
        }
        return first != null;
    }

    private static @Nullable String defaultName(YamlMapping keys, String url) {
        String path = url.replaceFirst("/+$", "");
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
        String name = last.endsWith(".git") ? last.substring(0, last.length() - ".git".length()) : last;
        if (Names.isValid(name)) {
            return name;
        }
        keys.error("no valid name can be made from the end of the URL; give it a 'name'");
        return null;
    }
}
