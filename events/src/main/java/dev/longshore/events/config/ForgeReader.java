/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code reconciler.forges}. */
final class ForgeReader {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(repository|stack|host|commit)}");
    private static final int MAX_LINK = 1024;

    private final SecretReader secrets;

    ForgeReader(SecretReader secrets) {
        this.secrets = secrets;
    }

    List<ForgeConfig> forges(YamlMapping keys) {
        List<ForgeConfig> forges = keys.list("forges", this::forge);
        Set<String> seen = new HashSet<>();
        forges.forEach(forge -> {
            if (!seen.add(forge.prefix().text().replaceFirst("/+$", ""))) {
                keys.error("'forges' has the prefix '" + forge.prefix().text() + "' twice; keep one");
            }
        });
        return forges;
    }

    private @Nullable ForgeConfig forge(YamlValue value) {
        YamlMapping keys = value.mapping();
        GitUrl prefix = keys.required("prefix", v -> v.parsed("a URL", AccessReader::prefix));
        ForgeConfig.Provider provider = keys.required("provider", v -> v.parsed("a provider", ForgeReader::provider));
        Secret token = keys.required("token", secrets);
        URI apiUrl = keys.optional("apiUrl", v -> v.parsed("a URL", ForgeReader::apiUrl));
        boolean commitStatus = keys.optional("commitStatus", YamlValue::bool, true);
        boolean issues = keys.optional("issues", YamlValue::bool, false);
        String link = keys.optional("link", v -> v.parsed("a URL", ForgeReader::link));
        keys.refuseOtherKeys();
        if (prefix == null || provider == null || token == null) {
            return null;
        }
        if ("http".equals(apiUrl == null ? prefix.scheme() : apiUrl.getScheme())) {
            keys.warning("sends its token unencrypted; use https");
        }
        return new ForgeConfig(prefix, provider, token, apiUrl, commitStatus, issues, link);
    }

    private static ForgeConfig.Provider provider(String text) {
        return Arrays.stream(ForgeConfig.Provider.values())
                .filter(provider -> provider.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be github, gitlab, gitea or forgejo"));
    }

    private static URI apiUrl(String text) {
        String bare = text.replaceFirst("/+$", "");
        try {
            URI url = new URI(bare);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean isPlain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
            if (scheme.matches("https?") && url.getHost() != null && isPlain && !bare.contains("..")) {
                return new URI(scheme + bare.substring(scheme.length()));
            }
        } catch (URISyntaxException e) {
            // Said below; the exception repeats the URL.
        }
        throw new IllegalArgumentException(
                "must be the root of a REST API without a login, such as https://git.example.org/api/v1");
    }

    private static String link(String text) {
        try {
            String sample = PLACEHOLDER.matcher(text).replaceAll("a");
            URI url = new URI(sample);
            if (text.length() <= MAX_LINK
                    && String.valueOf(url.getScheme()).matches("https?")
                    && url.getHost() != null
                    && url.getRawUserInfo() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below; the exception repeats the URL.
        }
        throw new IllegalArgumentException("must be a URL without a login, such as"
                + " https://longshore.example.org/{repository}/{stack}; {host} and {commit} work too");
    }
}
