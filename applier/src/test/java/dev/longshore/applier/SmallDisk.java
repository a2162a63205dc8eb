/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of four mebibytes in memory. Only root may make one. */
final class SmallDisk implements AutoCloseable {
    private static final byte[] BLOCK = new byte[4096];

    private final Path folder;

    SmallDisk(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        DockerCli.run(List.of("mount", "-t", "tmpfs", "-o", "size=4m", "longshore-test", folder.toString()));
    }

    static boolean isAvailable() {
        try {
            Path probe = Files.createTempDirectory("longshore-disk");
            new SmallDisk(probe).close();
            Files.delete(probe);
            return true;
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() >= BLOCK.length) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        DockerCli.run(List.of("umount", "--lazy", folder.toString()));
    }
}
