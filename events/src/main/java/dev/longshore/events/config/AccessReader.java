/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code syncer:} says of the way to remotes. */
final class AccessReader {
    private static final ValueReader<String> HOST = Shapes.matching(
            "a host name", "[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?", "letters, digits and . -, at most 254");

    private final AuthReader auths;
    private final PublicFileReader files;

    /** Reads with paths relative to {@code base}. */
    AccessReader(Path base, SecretReader secrets) {
        this.auths = new AuthReader(base, secrets);
        this.files = new PublicFileReader(base);
    }

    /** The keys {@code credentials}, {@code proxy} and {@code certificates}. */
    RemoteAccess access(YamlMapping keys) {
        List<UrlCredential> credentials = keys.list("credentials", this::credential);
        ProxyConfig proxy = keys.optional("proxy", AccessReader::proxy);
        return new RemoteAccess(credentials, proxy, keys.optional("certificates", files));
    }

    private @Nullable UrlCredential credential(YamlValue value) {
        YamlMapping keys = value.mapping();
        GitUrl prefix = keys.required("prefix", v -> v.parsed("a URL", AccessReader::prefix));
        AuthConfig auth = auths.keys(keys, value);
        keys.refuseOtherKeys();
        if (prefix == null || auth == null) {
            return null;
        }
        AuthReader.checkSuits(keys, prefix, auth);
        return new UrlCredential(prefix, auth);
    }

    /** The beginning of URLs: a server, and perhaps a path. */
    static GitUrl prefix(String text) {
        GitUrl prefix = GitUrl.parse(text);
        if (prefix.host().isEmpty() || !text.contains("://")) {
            throw new IllegalArgumentException("must begin with https://, http:// or ssh:// and name a host");
        }
        return prefix;
    }

    private static @Nullable ProxyConfig proxy(YamlValue value) {
        YamlMapping keys = value.mapping();
        URI url = keys.required("url", v -> v.parsed("a URL", AccessReader::proxyUrl));
        List<String> except = keys.list("except", HOST);
        keys.refuseOtherKeys();
        return url == null ? null : new ProxyConfig(url.getHost(), url.getPort() < 0 ? 80 : url.getPort(), except);
    }

    private static URI proxyUrl(String text) {
        try {
            URI url = new URI(text);
            if ("http".equalsIgnoreCase(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawPath().matches("/?")) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below; the exception repeats the URL.
        }
        throw new IllegalArgumentException("must be a proxy without a login, such as http://proxy.example.org:3128");
    }
}
