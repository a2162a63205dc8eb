/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.events.Text;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RepositoryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;

/**
 * What the submodules of a repository point at. Each URL has a mirror of its own; it is asked only for commits that are not here yet. Not
 * for use by several threads.
 */
final class Submodules {
    private static final int MAX_LEVELS = 8;
    private static final int MAX_FILE = 1 << 20;
    private static final String FILE = ".gitmodules";
    private static final Set<String> ALWAYS = Set.of("https", "ssh");
    private static final Set<String> NOT_GIVEN = Set.of("source.unreachable", "source.not_found");
    private static final List<RefSpec> EVERYTHING =
            List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

    private final RepositoryConfig config;
    private final Logins logins;
    private final GitAccess access;
    private final Path directory;
    private final GitUrl parent;
    private final int level;

    /**
     * Those of the repository itself.
     *
     * @param directory of all their mirrors
     * @param url of the repository
     */
    Submodules(RepositoryConfig config, Logins logins, GitAccess access, Path directory, GitUrl url) {
        this(config, logins, access, directory, url, 1);
    }

    private Submodules(
            RepositoryConfig config, Logins logins, GitAccess access, Path directory, GitUrl parent, int level) {
        this.config = config;
        this.logins = logins;
        this.access = access;
        this.directory = directory;
        this.parent = parent;
        this.level = level;
    }

    /**
     * Where a tree has a submodule.
     *
     * @param path in the commit that has it
     * @param wholePath from the root of the repository itself
     */
    record Entry(String path, String wholePath, ObjectId commit) {}

    /** The files of a submodule. */
    record Opened(Repository repository, CommitTree tree) implements AutoCloseable {
        @Override
        public void close() {
            tree.close();
            repository.close();
        }
    }

    /** Opens what a submodule points at; fetches it if need be. The caller closes it. */
    Opened open(CommitTree in, Entry entry) throws SourceException, MirrorDamagedException, IOException {
        if (level > MAX_LEVELS) {
            throw refused("repo.limits.depth", entry, "is nested more than " + MAX_LEVELS + " deep");
        }
        GitUrl url = url(in, entry);
        Repository mirror = new MirrorFolder(directory.resolve(digest(url.text()) + ".git")).open();
        boolean opened = false;
        try {
            fetchIfMissing(mirror, url, entry);
            Revision revision =
                    new Revision(in.revision().branch(), entry.commit().name());
            Submodules nested = new Submodules(config, logins, access, directory, url, level + 1);
            Opened submodule = new Opened(mirror, CommitTree.open(mirror, revision, nested));
            opened = true;
            return submodule;
        } finally {
            if (!opened) {
                mirror.close();
            }
        }
    }

    private GitUrl url(CommitTree in, Entry entry) throws SourceException, MirrorDamagedException {
        String written =
                written(in, entry).orElseThrow(() -> refused("submodule.missing", entry, "has no URL in " + FILE));
        try {
            GitUrl url = parent.resolve(written);
            if (ALWAYS.contains(url.scheme()) || url.scheme().equals(parent.scheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw refused("submodule.url", entry, "has a URL that " + e.getMessage());
        }
        throw refused(
                "submodule.url", entry, "has a URL of a kind that is only followed from a repository of the same kind");
    }

    private static Optional<String> written(CommitTree in, Entry entry) throws SourceException, MirrorDamagedException {
        Optional<byte[]> file = in.read(FILE, MAX_FILE);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            Config modules = new Config();
            modules.fromText(new String(file.get(), StandardCharsets.UTF_8));
            return modules.getSubsections("submodule").stream()
                    .filter(name -> entry.path().equals(modules.getString("submodule", name, "path")))
                    .findFirst()
                    .map(name -> modules.getString("submodule", name, "url"));
        } catch (ConfigInvalidException e) {
            throw SourceException.stalled(
                    "source.invalid", in.revision().brief() + ": " + FILE + " cannot be read; correct it", e);
        }
    }

    private void fetchIfMissing(Repository mirror, GitUrl url, Entry entry)
            throws SourceException, MirrorDamagedException, IOException {
        if (mirror.getObjectDatabase().has(entry.commit())) {
            return;
        }
        String what = "repository " + config.name() + ", submodule '" + Text.printable(entry.wholePath(), 200) + "' ("
                + url.text() + ")";
        RemoteFetch remote = new RemoteFetch(
                access,
                url,
                what,
                "branches",
                logins.ofSubmodule(url),
                config.rules().checkObjects());
        remote.into(mirror, EVERYTHING);
        if (!mirror.getObjectDatabase().has(entry.commit())) {
            fetchCommit(mirror, remote, entry);
        }
    }

    /** Hosts give a commit that is on no branch any more if it is asked for by its id; some do not. */
    private static void fetchCommit(Repository mirror, RemoteFetch remote, Entry entry)
            throws SourceException, MirrorDamagedException {
        String id = entry.commit().name();
        try {
            remote.into(mirror, List.of(new RefSpec(id + ":refs/longshore/" + id)));
        } catch (SourceException e) {
            // The branches have just been fetched, so it is the commit that is missing.
            if (NOT_GIVEN.contains(e.reason())) {
                throw SourceException.stalled(
                        "submodule.missing",
                        remote.what() + " has no commit " + id + "; push it there, or commit another one here",
                        e);
            }
            throw e;
        }
    }

    private SourceException refused(String reason, Entry entry, String problem) {
        return SourceException.stalled(
                reason,
                "repository " + config.name() + ": submodule '" + Text.printable(entry.wholePath(), 200) + "' "
                        + problem + "; correct " + FILE + ", or set submodules: false",
                null);
    }

    private static String digest(String url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
