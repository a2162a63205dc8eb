/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.Names;
import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code repositories:}. */
final class RepositoryReader {
    private final RemoteUrl urls;
    private final SecretReader secrets;
    private final StackReader stacks = new StackReader(new ProjectClaims());
    private final Map<String, Integer> lines = new HashMap<>();

    /** Reads repositories whose relative paths begin in {@code base}. */
    RepositoryReader(Path base, SecretReader secrets) {
        this.urls = new RemoteUrl(base);
        this.secrets = secrets;
    }

    /** One repository; a second one of a name is a problem. */
    @Nullable
    RepositoryConfig repository(YamlValue value) {
        YamlMapping keys = value.mapping();
        refuseWhatIsNotHereYet(keys);
        String url = keys.has("match") ? null : keys.required("url", urls);
        String name = keys.optional("name", Shapes.NAME);
        String branch = keys.optional("branch", v -> v.parsed("a branch", BranchName::require));
        Duration poll = keys.optional("poll", Shapes.INTERVAL);
        AuthConfig auth = keys.optional("auth", this::auth);
        List<StackSpec> specs = keys.optional("stacks", stacks::stacks, List.of());
        keys.optional("url", v -> v);
        keys.refuseOtherKeys();
        if (url == null || (name == null && keys.has("name"))) {
            return null;
        }
        checkAuthSuits(keys, url, auth);
        String given = name == null ? defaultName(keys, url) : name;
        return given == null || isDuplicate(given, value)
                ? null
                : new RepositoryConfig(given, url, branch, poll, auth, specs);
    }

    private static void refuseWhatIsNotHereYet(YamlMapping keys) {
        keys.notYet("match");
        keys.notYet("onForcePush", "accept");
        keys.notYet("submodules", "false");
        keys.notYet("checkObjects", "true");
        keys.notYet("verify");
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
