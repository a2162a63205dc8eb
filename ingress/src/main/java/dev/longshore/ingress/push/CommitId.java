/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A full object id.
 *
 * @param hex 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits
 */
record CommitId(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** How providers write that there is no commit. */
    static final CommitId NONE = new CommitId("0".repeat(40));

    /** The id in a field; null where the field is absent or null. */
    static @Nullable CommitId in(JsonNode json, String field) throws UnusablePayloadException {
        return of(json.path(field), field);
    }

    /** The id that a value is; null where it is absent or null. */
    static @Nullable CommitId of(JsonNode value, String field) throws UnusablePayloadException {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String hex = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "";
        if (!FORM.matcher(hex).matches()) {
            throw new UnusablePayloadException(
                    "'" + field + "' must be a full commit id of 40 or 64 hexadecimal digits");
        }
        return new CommitId(hex);
    }

    /** All zeros: how providers write that there is no commit. */
    boolean isNone() {
        return hex.chars().allMatch(c -> c == '0');
    }
}
