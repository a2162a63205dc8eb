/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A full ref name, by the rules of {@code git check-ref-format}, which also keep it from being a path elsewhere, a revision expression or
 * an option.
 *
 * @param full such as {@code refs/heads/main}, at most 1024 characters
 */
record RefName(String full) {
    static final String HEADS = "refs/heads/";
    private static final int MAX_LENGTH = 1024;
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|[\\x{D800}-\\x{DFFF}]");

    /** Throws {@link UnusablePayloadException} for what is no full ref name. */
    static RefName parse(String text) throws UnusablePayloadException {
        if (!isValid(text)) {
            throw new UnusablePayloadException("no usable ref: it must be a full ref name such as refs/heads/main");
        }
        return new RefName(text);
    }

    private static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH
                && text.contains("/")
                && !text.endsWith("/")
                && !text.endsWith(".")
                && !FORBIDDEN.matcher(text).find()
                && Arrays.stream(text.split("/", -1)).allMatch(RefName::isComponent);
    }

    private static boolean isComponent(String component) {
        return !component.isEmpty()
                && !component.startsWith(".")
                && !component.startsWith("-")
                && !component.endsWith(".lock");
    }

    /** The branch's short name; empty for a tag or anything else. */
    Optional<String> branch() {
        return full.startsWith(HEADS) ? Optional.of(full.substring(HEADS.length())) : Optional.empty();
    }
}
