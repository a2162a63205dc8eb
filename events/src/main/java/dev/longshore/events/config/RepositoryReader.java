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
    private final SecretReader secrets;
    private final StackReader stacks = new StackReader(new ProjectClaims());
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<RepositoryMatch> matches = new ArrayList<>();

    /** Reads repositories whose relative paths begin in {@code base}. */
    RepositoryReader(Path base, SecretReader secrets) {
        this.urls = new RemoteUrl(base);
        this.secrets = secrets;
    }

    /** One repository, and null for a {@code match}: see {@link #matches}. A second one of a name is a problem. */
    @Nullable
    RepositoryConfig repository(YamlValue value) {
        YamlMapping keys = value.mapping();
        refuseWhatIsNotHereYet(keys);
        boolean isMatch = keys.has("match");
        String url = keys.required(isMatch ? "match" : "url", urls);
        String name = keys.optional("name", isMatch ? MATCH_NAME : Shapes.NAME);
        String branch = keys.optional("branch", v -> v.parsed("a branch", BranchName::require));
        Duration poll = keys.optional("poll", Shapes.INTERVAL);
        AuthConfig auth = keys.optional("auth", this::auth);
        List<StackSpec> specs = keys.optional("stacks", stacks::stacks, List.of());
        keys.optional("url", v -> v);
        keys.optional("match", v -> v);
        keys.refuseOtherKeys();
        if (isMatch && keys.has("url")) {
            keys.error("must have either 'url' or 'match'");
        }
        if (url == null || (name == null && keys.has("name"))) {
            return null;
        }
        checkAuthSuits(keys, url, auth);
        if (isMatch) {
            String template = name == null ? "*" : name;
            addMatch(new RepositoryConfig(template, url, branch, poll, auth, specs), value);
            return null;
        }
        String given = name == null ? defaultName(keys, url) : name;
        return given == null || isDuplicate(given, value)
                ? null
                : new RepositoryConfig(given, url, branch, poll, auth, specs);
    }

    private static void refuseWhatIsNotHereYet(YamlMapping keys) {
        keys.notYet("onForcePush", "accept");
        keys.notYet("submodules", "false");
        keys.notYet("checkObjects", "true");
        keys.notYet("verify");
    }

    /** What {@code match} entries were read. */
    List<RepositoryMatch> matches() {
        return List.copyOf(matches);
    }

    private void addMatch(RepositoryConfig settings, YamlValue value) {
        if (matches.stream().anyMatch(other -> other.settings().name().equals(settings.name()))) {
            value.error("could give a repository the same name as another 'match'; give one of them a 'name' such as team-*");
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
        String last = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String name = last.endsWith(".git") ? last.substring(0, last.length() - ".git".length()) : last;
        if (Names.isValid(name)) {
            return name;
        }
        keys.error("no valid name can be made from the end of the URL; give it a 'name'");
        return null;
    }

    private @Nullable AuthConfig auth(YamlValue value) {
        YamlMapping keys = value.mapping();
        keys.notYet("sshKey");
        keys.notYet("passphrase");
        keys.notYet("knownHosts");
        boolean bearer = keys.has("bearer");
        Secret token = keys.optional("bearer", secrets);
        boolean basic = keys.has("username") || keys.has("password");
        String username = basic ? keys.required("username", RepositoryReader::username) : null;
        Secret password = basic ? keys.required("password", secrets) : null;
        keys.optional("username", v -> v);
        keys.optional("password", v -> v);
        keys.refuseOtherKeys();
        if (bearer == basic && !keys.has("sshKey") && value.isMapping()) {
            return value.refuse("must have either 'username' and 'password', or 'bearer'");
        }
        if (token != null) {
            return new AuthConfig.Bearer(token);
        }
        return username == null || password == null ? null : new AuthConfig.Basic(username, password);
    }

    private static @Nullable String username(YamlValue value) {
        return Shapes.matching("a user name", "[^:\\p{Cntrl}]{1,255}", "no colon, at most 255")
                .read(value);
    }

    private static void checkAuthSuits(YamlMapping keys, String url, @Nullable AuthConfig auth) {
        if (auth != null && url.startsWith("file:")) {
            keys.error("'auth' means nothing for a file URL; remove it");
        } else if (auth != null && url.startsWith("http:")) {
            keys.warning("sends its credential unencrypted; use https");
        }
    }
}
