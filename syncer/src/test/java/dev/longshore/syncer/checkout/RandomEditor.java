/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** Somebody who does anything at all to the files of a repository. Few names, so that files, folders and links meet. */
final class RandomEditor {
    private static final List<String> PATHS =
            List.of("a", "A", "b.log", "d", "d/a", "d/b.log", "d/e", "d/e/f", "d/e/g", "l", "l/x", "ö/ü");
    private final Random random;
    private final Path root;
    private final String who;
    private int count;

    RandomEditor(Random random, Path root, String who) {
        this.random = random;
        this.root = root;
        this.who = who;
    }

    void edit(int most) throws IOException {
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            editOne(PATHS.get(random.nextInt(PATHS.size())));
        }
    }

    private void editOne(String path) throws IOException {
        Path file = root.resolve(path);
        switch (random.nextInt(10)) {
            case 0, 1 -> delete(file);
            case 2 -> {
                clear(file);
                Files.createSymbolicLink(file, Path.of(random.nextBoolean() ? "/nonexistent" : who + count++));
            }
            case 3 -> {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(random.nextBoolean() ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
            default -> {
                clear(file);
                // Now and then the same by both, and the same length and time as before.
                Files.writeString(file, random.nextInt(5) == 0 ? "both" : who + String.format("%04d", count++));
            }
        }
    }

    /** Makes room for a file: removes what is there, and files on the way to it. */
    private void clear(Path file) throws IOException {
        for (Path on = parent(file); !on.equals(root); on = parent(on)) {
            if (Files.exists(on, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(on, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(on);
            }
        }
        delete(file);
        Files.createDirectories(parent(file));
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(file)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } else if (Files.isDirectory(parent(file), LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
        }
    }

    /** Stages, commits, takes out of the index, changes branches: or does not. */
    void useGit(Git git) throws GitAPIException, IOException {
        boolean unborn = git.getRepository().resolve("HEAD") == null;
        switch (random.nextInt(8)) {
            case 0, 1 -> git.add().addFilepattern(".").call();
            case 2 -> {
                git.add().addFilepattern(".").call();
                commit(git);
            }
            case 3 ->
                git.rm()
                        .setCached(true)
                        .addFilepattern(PATHS.get(random.nextInt(PATHS.size())))
                        .call();
            case 4 -> {
                if (!unborn) {
                    detach(git);
                }
            }
            default -> {
                // only files
            }
        }
    }

    private void detach(Git git) throws IOException {
        var head = git.getRepository().updateRef("HEAD", true);
        head.setNewObjectId(git.getRepository().resolve("HEAD"));
        head.forceUpdate();
    }

    void commit(Git git) throws GitAPIException {
        git.commit()
                .setMessage(who + count++)
                .setAllowEmpty(true)
                .setSign(false)
                .setAuthor(who, "x@example.org")
                .setCommitter(who, "x@example.org")
                .call();
    }
}
