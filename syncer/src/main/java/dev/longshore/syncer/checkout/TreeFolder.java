/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.syncer.git.LocalRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryState;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/** The folder of a working tree: whether it may be used, and how it is made. */
final class TreeFolder {
    private final Path directory;
    private final String url;
    private final String branch;
    private final Path git;

    TreeFolder(Path directory, String url, String branch) {
        this.directory = directory.toAbsolutePath().normalize();
        this.url = url;
        this.branch = branch;
        this.git = this.directory.resolve(".git");
    }

    Path directory() {
        return directory;
    }

    /** The folder in the repository that is ours. */
    Path scratch() {
        return git.resolve("longshore");
    }

    IndexFile index() {
        return new IndexFile(git, scratch());
    }

    /** Whether there is a repository, which may be used; there is nothing if there is not. Changes nothing. */
    boolean examine() throws IOException, CheckoutException {
        if (!Files.exists(directory)) {
            return false;
        }
        if (!Files.isDirectory(directory)) {
            throw CheckoutException.unreadable(directory + " is not a folder; name another one", new IOException());
        }
        if (Files.isRegularFile(git, LinkOption.NOFOLLOW_LINKS)) {
            throw CheckoutException.conflict(
                    "tree.linked",
                    directory + " is a submodule or a linked work tree of another repository; name another folder");
        }
        if (Files.isDirectory(git)) {
            return examineRepository();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw CheckoutException.conflict(
                        "tree.not_a_repository",
                        directory + " is not empty and not a Git repository. Empty it; or run `git init` in it, and its"
                                + " files count as local edits");
            }
        }
        return false;
    }

    private boolean examineRepository() throws IOException, CheckoutException {
        if (!LocalRepository.isRepository(git)) {
            if (Files.isDirectory(scratch())) {
                return false; // a run that was killed had begun to make it
            }
            throw CheckoutException.unreadable(
                    git + " is not a repository that can be read; repair it, or move it away", new IOException());
        }
        FileBasedConfig config = config();
        String origin = config.getString("remote", "origin", "url");
        if (origin != null && !RemoteAddress.isSame(origin, url)) {
            throw CheckoutException.conflict(
                    "tree.other_origin",
                    directory + " is a working tree of " + RemoteAddress.shown(origin) + ", not of " + url
                            + "; name another folder, or `git remote set-url origin` there");
        }
        if (config.getBoolean("core", "bare", false)) {
            throw CheckoutException.conflict(
                    "tree.bare", git + " is bare: it has no working tree; name another folder");
        }
        return true;
    }

    private FileBasedConfig config() throws IOException, CheckoutException {
        FileBasedConfig config = new FileBasedConfig(git.resolve("config").toFile(), FS.DETECTED);
        try {
            config.load();
            return config;
        } catch (ConfigInvalidException e) {
            throw CheckoutException.unreadable(config.getFile() + " cannot be read; repair it", e);
        }
    }

    /** Opens the repository, and makes it first where there is none. Only while no other run is at work. */
    Repository open() throws IOException, CheckoutException {
        if (!LocalRepository.isRepository(git)) {
            create();
        }
        FileBasedConfig config = config();
        if (config.getString("remote", "origin", "url") == null) {
            config.setString("remote", "origin", "url", url);
            config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
            config.setString("branch", branch, "remote", "origin");
            config.setString("branch", branch, "merge", "refs/heads/" + branch);
            config.save();
        }
        return openAsIs();
    }

    /** Opens what is there. */
    Repository openAsIs() throws IOException, CheckoutException {
        Repository repository = LocalRepository.open(git, directory);
        RepositoryState state = repository.getRepositoryState();
        if (state != RepositoryState.SAFE) {
            repository.close();
            throw CheckoutException.conflict(
                    "tree.merging",
                    directory + ": somebody is in the middle of something (" + state.getDescription()
                            + "); finish or abort it with git");
        }
        return repository;
    }

    /** A repository is one from the moment it has a {@code HEAD}, which is written last. */
    private void create() throws IOException {
        for (String folder : new String[] {"objects/info", "objects/pack", "refs/heads", "refs/tags"}) {
            Files.createDirectories(git.resolve(folder));
        }
        place(
                "config",
                "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n");
        place("HEAD", "ref: refs/heads/" + branch + "\n");
    }

    private void place(String name, String content) throws IOException {
        Path draft = scratch().resolve(name + ".new");
        Files.writeString(draft, content, StandardCharsets.UTF_8);
        Files.move(draft, git.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Notes that the tree is what the remote has. */
    void noteSynced(Clock clock) throws IOException {
        Path draft = scratch().resolve("synced-at.new");
        Files.writeString(draft, clock.instant() + "\n", StandardCharsets.UTF_8);
        Files.move(draft, scratch().resolve("synced-at"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** When that was noted last; null for never. */
    @Nullable
    Instant lastSynced() throws IOException {
        try {
            return Instant.parse(Files.readString(scratch().resolve("synced-at"), StandardCharsets.UTF_8)
                    .strip());
        } catch (NoSuchFileException | DateTimeParseException e) {
            return null;
        }
    }
}
