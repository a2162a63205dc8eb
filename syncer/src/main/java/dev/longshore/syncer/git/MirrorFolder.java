/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one mirror: made, opened after a crash, thrown away. */
final class MirrorFolder {
    private static final Logger log = LoggerFactory.getLogger(MirrorFolder.class);
    private final Path directory;

    MirrorFolder(Path directory) {
        this.directory = directory;
    }

    /**
     * The bare repository, empty if it is new.
     *
     * @throws MirrorDamagedException if what is there is not a mirror of which anything can be read
     * @throws IOException if files cannot be read or written: no space, no permission
     */
    FileRepository open() throws IOException, MirrorDamagedException {
        boolean isNew = !Files.exists(directory);
        FileRepository repository = null;
        try {
            if (!isNew) {
                removeLeftovers();
            }
            repository = new BoundedRepository(new FileRepositoryBuilder()
                    .setBare()
                    .setGitDir(directory.toFile())
                    .setup());
            if (isNew) {
                Files.createDirectories(directory);
                repository.create(true);
            } else {
                checkIntact(repository);
            }
            configure(repository.getConfig());
            return repository;
        } catch (FileSystemException e) {
            closeIfOpen(repository);
            throw e;
        } catch (IOException | RuntimeException e) { // what JGit makes of half a configuration is anything
            closeIfOpen(repository);
            throw new MirrorDamagedException("the mirror cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void closeIfOpen(@Nullable FileRepository repository) {
        if (repository != null) {
            repository.close();
        }
    }

    /** The commits that the last fetch left must be there: from them on, a fetch takes everything for present. */
    private void checkIntact(FileRepository repository) throws IOException {
        if (!Files.isRegularFile(directory.resolve("HEAD")) || !Files.isDirectory(directory.resolve("objects"))) {
            throw new IOException("parts of it are missing");
        }
        try (RevWalk walk = new RevWalk(repository)) {
            for (Ref ref : repository.getRefDatabase().getRefs()) {
                if (ref.getObjectId() != null) {
                    walk.parseTree(walk.parseCommit(ref.getObjectId()).getTree());
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** Where the mirrors of its submodules are: in it, so that they come and go with it. */
    Path submodules() {
        return directory.resolve("longshore-submodules");
    }

    private static void configure(StoredConfig config) throws IOException {
        if (config.getInt("gc", "auto", -1) == 0) {
            return;
        }
        // Objects must not be moved by another thread in the middle of a look.
        config.setInt("gc", null, "auto", 0);
        config.setBoolean("fetch", null, "autogc", false);
        config.setBoolean("core", null, "multiPackIndex", false);
        config.setString("http", null, "followRedirects", "initial");
        config.save();
    }

    /** A killed process leaves locks, which would stop every later fetch, and packs that it had not finished. */
    private void removeLeftovers() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("it is not a directory");
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(MirrorFolder::isLeftover).toList()) {
                Files.deleteIfExists(file);
                log.atInfo().addKeyValue("file", file).log("removed what a killed process left");
            }
        }
    }

    private static boolean isLeftover(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && (name.endsWith(".lock") || name.startsWith("incoming_") || name.startsWith("noz"));
    }

    void delete() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
