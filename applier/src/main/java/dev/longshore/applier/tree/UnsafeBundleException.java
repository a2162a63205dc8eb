/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import dev.longshore.events.Text;

/** A bundle that must not be unpacked. Trying again cannot help: the commit has to change. */
public final class UnsafeBundleException extends RuntimeException {
    /** A name that leaves the stack, is taken, or is not one. */
    static final String PATH = "bundle.path";
    /** A link that leaves the stack, or something behind one. */
    static final String LINK = "policy.path";
    /** Too many, too large, too deep, too long. */
    static final String LIMITS = "bundle.limits";
    /** Not a complete tar.gz of files, folders and symlinks. */
    static final String CORRUPT = "bundle.corrupt";

    private final String reason;

    UnsafeBundleException(String reason, String message) {
        super(oneLine(message));
        this.reason = reason;
    }

    UnsafeBundleException(String reason, String message, Throwable cause) {
        super(oneLine(message), cause);
        this.reason = reason;
    }

    /** Stable code: {@code bundle.path}, {@code policy.path}, {@code bundle.limits} or {@code bundle.corrupt}. */
    public String reason() {
        return reason;
    }

    /** Names in it may be hostile: neither a terminal nor a log is to see a line of their making. */
    private static String oneLine(String message) {
        return Text.printable(message, 500).replace('\n', '?').replace('\t', '?');
    }
}
