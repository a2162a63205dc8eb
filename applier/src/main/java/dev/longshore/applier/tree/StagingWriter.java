/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Writes the entries of one bundle. Symlinks are made last, so that nothing can be written through one. */
final class StagingWriter {
    private enum Kind {
        FOLDER,
        FILE,
        LINK
    }

    private static final int BUFFER = 64 * 1024;
    private static final int OWNER_EXECUTE = 0100;

    private final Path root;
    private final UnpackLimits limits;
    private final Map<String, Kind> kinds = new HashMap<>();
    private final SortedMap<String, Manifest.Entry> files = new TreeMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private int entries;

    StagingWriter(Path root, UnpackLimits limits) {
        this.root = root;
        this.limits = limits;
    }

    void write(TarArchiveEntry entry, InputStream content) throws IOException {
        if (++entries > limits.entries()) {
            throw new UnsafeBundleException(
                    UnsafeBundleException.LIMITS, "the bundle has more than " + limits.entries() + " entries");
        }
        try {
            place(entry, EntryName.segments(entry.getName(), limits), content);
        } catch (InvalidPathException e) {
            // The locale decides which names Java can write; LC_ALL=C knows only ASCII.
            throw new UnsafeBundleException(
                    UnsafeBundleException.PATH,
                    "'" + entry.getName()
                            + "' cannot be a file name here; run Longshore in a UTF-8 locale (LC_ALL=C.UTF-8)",
                    e);
        }
    }

    private void place(TarArchiveEntry entry, List<String> segments, InputStream content) throws IOException {
        String path = String.join("/", segments);
        makeFolders(segments.subList(0, segments.size() - 1), path);
        if (entry.isSymbolicLink()) {
            link(path, entry.getLinkName(), segments.size() - 1);
        } else if (entry.isDirectory()) {
            makeFolders(segments, path);
        } else if (entry.isFile() && !entry.isLink() && !isSpecial(entry)) {
            file(path, (entry.getMode() & OWNER_EXECUTE) != 0, content);
        } else {
            throw new UnsafeBundleException(
                    UnsafeBundleException.LINK,
                    "neither file, folder nor symlink: '" + path + "'; remove it from the commit");
        }
    }

    Manifest finish() throws IOException {
        for (Map.Entry<String, Manifest.Entry> file : files.entrySet()) {
            String target = file.getValue().linkTarget();
            if (target != null) {
                Files.createSymbolicLink(root.resolve(file.getKey()), Path.of(target));
            }
        }
        return new Manifest(files);
    }

    private static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isFIFO() || entry.isBlockDevice() || entry.isCharacterDevice() || entry.isSparse();
    }

    private void makeFolders(List<String> segments, String path) throws IOException {
        StringBuilder folder = new StringBuilder();
        for (String segment : segments) {
            folder.append(folder.isEmpty() ? "" : "/").append(segment);
            Kind kind = kinds.putIfAbsent(folder.toString(), Kind.FOLDER);
            if (kind == Kind.LINK) {
                throw new UnsafeBundleException(UnsafeBundleException.LINK, "'" + path + "' lies behind a symlink");
            }
            if (kind == Kind.FILE) {
                throw new UnsafeBundleException(UnsafeBundleException.PATH, "'" + folder + "' is a file and a folder");
            }
            if (kind == null) {
                Files.createDirectory(root.resolve(folder.toString()));
            }
        }
    }

    private void take(String path, Kind kind) {
        if (kinds.putIfAbsent(path, kind) != null) {
            throw new UnsafeBundleException(UnsafeBundleException.PATH, "'" + path + "' is in the bundle twice");
        }
    }

    private void link(String path, String target, int depth) {
        take(path, Kind.LINK);
        if (target.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            throw new UnsafeBundleException(UnsafeBundleException.LIMITS, "the symlink '" + path + "' is too long");
        }
        LinkTarget.check(path, Path.of(target), depth);
        files.put(path, new Manifest.Entry(Sha256.of(target), false, 0, target));
    }

    private void file(String path, boolean executable, InputStream content) throws IOException {
        take(path, Kind.FILE);
        Path file = root.resolve(path);
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = read(content); n >= 0; n = read(content)) {
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
                size += n;
            }
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        files.put(path, new Manifest.Entry(Sha256.hex(digest), executable, size, null));
    }

    private int read(InputStream content) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw BundleUnpacker.corrupt(e);
        }
    }
}
