/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.Text;
import dev.longshore.events.config.GitUrl;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of remotes as people and other Gits write them: one remote can be written in several ways. */
final class RemoteAddress {
    private static final Pattern LOGIN = Pattern.compile("(?i)^(https?://)[^/@]*@");
    private static final int MOST_SHOWN = 200;

    private RemoteAddress() {}

    static boolean isSame(String one, String other) {
        GitUrl first = parsed(one);
        GitUrl second = parsed(other);
        if (first == null || second == null) {
            return plain(one).equals(plain(other));
        }
        boolean sameUser = !first.scheme().equals("ssh")
                || Objects.requireNonNullElse(first.user(), GitUrl.SSH_USER)
                        .equals(Objects.requireNonNullElse(second.user(), GitUrl.SSH_USER));
        return first.isSameServer(second) && sameUser && path(first).equals(path(second));
    }

    private static @Nullable GitUrl parsed(String url) {
        String text = LOGIN.matcher(url).replaceFirst("$1");
        try {
            return GitUrl.parse(text.startsWith("/") ? "file://" + text : text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String path(GitUrl url) {
        return plain(url.path().startsWith("/") ? url.path() : "/" + url.path());
    }

    private static String plain(String text) {
        return text.replaceFirst("/+$", "").replaceFirst("\\.git$", "").replaceFirst("/+$", "");
    }

    /** Without a password that somebody may have put there. */
    static String shown(String url) {
        return Text.printable(url.replaceFirst("://[^/@\\s]+@", "://***@"), MOST_SHOWN);
    }
}
