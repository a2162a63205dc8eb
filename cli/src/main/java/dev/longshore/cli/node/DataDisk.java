/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.node;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is where a folder is, or will be: the first of it and its parents that exists counts. */
final class DataDisk {
    private DataDisk() {}

    /** Bytes that this process may still write; not a number if that cannot be told. */
    static double free(Path folder) {
        return ask(folder, FileStore::getUsableSpace);
    }

    /** Bytes of the file system; not a number if that cannot be told. */
    static double size(Path folder) {
        return ask(folder, FileStore::getTotalSpace);
    }

    @FunctionalInterface
    private interface Question {
        long ask(FileStore store) throws IOException;
    }

    private static double ask(Path folder, Question question) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return question.ask(Files.getFileStore(there));
        } catch (IOException e) {
            return Double.NaN; // how Prometheus says that there is no value
        }
    }
}
