/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

/**
 * What a sender calls a repository.
 *
 * @param text unchecked
 */
public record Address(Kind kind, String text) {
    /** In which way. */
    public enum Kind {
        /** The configured name. */
        NAME,
        /** A URL, in any spelling. */
        URL,
        /** {@code project/repository} at the end of the URL, its case aside: all that an older Bitbucket Server tells. */
        PROJECT
    }

    static Address url(String text) {
        return new Address(Kind.URL, text);
    }
}
