/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how to log in: exactly one of user and password, bearer token, and ssh key. */
final class AuthReader implements ValueReader<AuthConfig> {
    private final SecretReader secrets;
    private final PublicFileReader files;

    /** Reads with paths relative to {@code base}. */
    AuthReader(Path base, SecretReader secrets) {
        this.secrets = secrets;
        this.files = new PublicFileReader(base);
    }

    @Override
    public @Nullable AuthConfig read(YamlValue value) {
        YamlMapping keys = value.mapping();
        AuthConfig auth = keys(keys, value);
        keys.refuseOtherKeys();
        return auth;
    }

    /** Reads the keys of {@code auth} among others; the caller refuses what is left. */
    @Nullable
    AuthConfig keys(YamlMapping keys, YamlValue value) {
        boolean basic = keys.has("username") || keys.has("password");
        boolean ssh = Stream.of("sshKey", "passphrase", "knownHosts").anyMatch(keys::has);
        AuthConfig user = basic(keys, basic);
        AuthConfig bearer = bearer(keys);
        AuthConfig key = sshKey(keys, ssh);
        long kinds = Stream.of(basic, ssh, keys.has("bearer")).filter(is -> is).count();
        if (kinds != 1 && value.isMapping()) {
            return value.refuse(
                    "must have either 'username' and 'password', or 'bearer', or 'sshKey' and 'knownHosts'");
        }
        return user != null ? user : bearer != null ? bearer : key;
    }

    private @Nullable AuthConfig basic(YamlMapping keys, boolean wanted) {
        String username = wanted ? keys.required("username", AuthReader::username) : null;
        Secret password = wanted ? keys.required("password", secrets) : null;
        keys.optional("username", v -> v);
        keys.optional("password", v -> v);
        return username == null || password == null ? null : new AuthConfig.Basic(username, password);
    }

    private @Nullable AuthConfig bearer(YamlMapping keys) {
        Secret token = keys.optional("bearer", secrets);
        return token == null ? null : new AuthConfig.Bearer(token);
    }

    private @Nullable AuthConfig sshKey(YamlMapping keys, boolean wanted) {
        Secret key = wanted ? keys.required("sshKey", secrets) : null;
        Secret passphrase = keys.optional("passphrase", secrets);
        Path knownHosts = wanted ? keys.required("knownHosts", files) : null;
        keys.optional("sshKey", v -> v);
        keys.optional("knownHosts", v -> v);
        return key == null || knownHosts == null ? null : new AuthConfig.SshKey(key, passphrase, knownHosts);
    }

    private static @Nullable String username(YamlValue value) {
        return Shapes.matching("a user name", "[^:\\p{Cntrl}]{1,255}", "no colon, at most 255")
                .read(value);
    }

    /** Records a problem if a login does not belong to this kind of URL, and a warning if it can be overheard. */
    static void checkSuits(YamlMapping keys, GitUrl url, @Nullable AuthConfig auth) {
        boolean ssh = url.scheme().equals("ssh");
        if (auth == null) {
            return;
        }
        if (url.scheme().equals("file")) {
            keys.error("'auth' means nothing for a file URL; remove it");
        } else if (ssh && !(auth instanceof AuthConfig.SshKey)) {
            keys.error("an ssh URL needs 'sshKey' and 'knownHosts'");
        } else if (!ssh && auth instanceof AuthConfig.SshKey) {
            keys.error("'sshKey' needs an ssh URL, such as ssh://git@git.example.org/me/repository.git");
        } else if (url.scheme().equals("http")) {
            keys.warning("sends its credential unencrypted; use https");
        }
    }
}
