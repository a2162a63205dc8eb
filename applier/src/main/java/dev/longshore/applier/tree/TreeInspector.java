/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compares a tree with what its revision brought. Files that no revision brought are not looked at. */
public final class TreeInspector {
    /**
     * Tracked paths whose content, kind or executable bit is not the manifest's, or which are missing; sorted.
     *
     * @throws UncheckedIOException if a file exists but cannot be read
     */
    public List<String> edited(Manifest manifest, Path tree) {
        return manifest.files().entrySet().stream()
                .filter(file -> !matches(tree, file.getKey(), file.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the file at {@code path} is {@code entry}, reached without following a symlink. */
    static boolean matches(Path tree, String path, Manifest.Entry entry) {
        try {
            return foldersAreReal(tree, path) && matches(tree.resolve(path), entry);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + path + "' of the stack's tree: " + e.getMessage(), e);
        }
    }

    /** Whether there is anything, reached without following a symlink. */
    static boolean isThere(Path tree, String path) {
        return foldersAreReal(tree, path) && Files.exists(tree.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** A folder without anything in it: Docker makes one where a file it should mount is missing. */
    static boolean isEmptyFolder(Path file) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> children = Files.list(file)) {
            return children.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean foldersAreReal(Path tree, String path) {
        for (Path p = tree.resolve(path).getParent(); p != null && !p.equals(tree); p = p.getParent()) {
            if (!Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Path file, Manifest.Entry entry) throws IOException {
        if (entry.linkTarget() != null) {
            return Files.isSymbolicLink(file)
                    && Files.readSymbolicLink(file).toString().equals(entry.linkTarget());
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) == entry.size()
                && isExecutable(file) == entry.executable()
                && Sha256.of(file).equals(entry.sha256());
    }

    // Not Files.isExecutable: that asks whether this process may, and root always may.
    static boolean isExecutable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }
}
