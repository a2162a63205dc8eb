/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where to send to: a URL, or a reference to one that is a credential itself. Exactly one of the two is there. */
public record SinkUrl(@Nullable URI plain, @Nullable Secret secret) {

    /** The URL now: http or https, with a host, without a login. {@link SecretUnavailableException} if it cannot be read or is no URL. */
    public URI resolve() {
        if (plain != null) {
            return plain;
        }
        if (secret == null) {
            throw new IllegalStateException("a URL without a URL");
        }
        try {
            return parse(secret.value());
        } catch (IllegalArgumentException e) { // without what stands there
            throw new SecretUnavailableException("what " + secret + " holds " + e.getMessage(), null);
        }
    }

    /** Never quotes the text: it may be a credential. */
    static URI parse(String text) {
        try {
            URI url = new URI(text.strip());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (scheme.matches("https?")
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getPort() != 0) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below; the exception repeats the text.
        }
        throw new IllegalArgumentException(
                "must be a URL that begins with https:// or http://, without a login and a fragment");
    }

    @Override
    public String toString() {
        return plain == null ? String.valueOf(secret) : plain.toString();
    }
}
