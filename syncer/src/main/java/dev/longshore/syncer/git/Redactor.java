/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Text;
import java.util.List;
import java.util.regex.Pattern;

/** Takes credentials out of a text before anybody sees it. */
final class Redactor {
    private static final int LIMIT = 500;
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]+@");
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(basic|bearer)\\s+[A-Za-z0-9._~+/=-]{6,}");
    private final List<String> credentials;

    /** @param credentials as they are used, encoded forms too; empty ones are ignored */
    Redactor(List<String> credentials) {
        this.credentials =
                credentials.stream().filter(credential -> !credential.isEmpty()).toList();
    }

    /** {@code text}, printable, at most 500 characters, with {@code ***} for each credential. */
    String clean(String text) {
        String clean = text;
        for (String credential : credentials) {
            clean = clean.replace(credential, "***");
        }
        clean = USER_INFO.matcher(clean).replaceAll("://***@");
        clean = AUTHORIZATION.matcher(clean).replaceAll("$1 ***");
        return Text.printable(clean, LIMIT);
    }
}
