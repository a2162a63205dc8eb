/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.nio.file.Path;

/** Compares a file with what a revision brought. */
@FunctionalInterface
interface FileMatcher {
    /**
     * Whether the file at {@code path} is {@code entry}, reached without following a symlink.
     *
     * @throws java.io.UncheckedIOException if it exists but cannot be read
     */
    boolean matches(Path tree, String path, Manifest.Entry entry);
}
