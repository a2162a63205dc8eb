/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RepositoryConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.jspecify.annotations.Nullable;

/**
 * A bare copy of one branch of a remote repository. No working tree, hooks, filters or tags. Used by one thread at a time; kept open
 * between looks.
 */
public final class GitMirror implements AutoCloseable {
    private static final String DEFAULT_HEAD = "refs/longshore/head";
    private final RepositoryConfig config;
    private final MirrorFolder folder;
    private final GitAccess access;
    private @Nullable FileRepository opened;

    /** @param directory of this mirror alone; made when needed */
    public GitMirror(RepositoryConfig config, Path directory, GitAccess access) {
        IsolatedSystemReader.install();
        this.config = config;
        this.folder = new MirrorFolder(directory);
        this.access = access;
    }

    /** Brings the branch here. Where it has not moved, this is one {@code ls-remote}. */
    public Tip fetch() throws SourceException, MirrorDamagedException {
        RemoteFetch remote = remote();
        Repository repository = intact();
        RefSpec refSpec = refSpec();
        try {
            String before = commitOf(repository.exactRef(refSpec.getDestination()));
            FetchResult result = remote.into(repository, List.of(refSpec));
            Revision revision = revision(remote, result, refSpec);
            new SignedTip(where(), config.rules().trustedKeys(), access.clock()).check(repository, revision);
            return new Tip(revision, before);
        } catch (SourceException e) {
            close(); // the next look opens it anew, which removes what the failure may have left and sees whether it is
            // intact
            throw e;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private RemoteFetch remote() throws SourceException {
        GitUrl url = url();
        AuthConfig auth = new Logins(config, url, access.config()).ofRepository();
        String branch = config.branch() == null ? "default branch" : "branch " + config.branch();
        return new RemoteFetch(
                access,
                url,
                where() + " (" + url.text() + ")",
                branch,
                auth,
                config.rules().checkObjects());
    }

    private GitUrl url() throws SourceException {
        try {
            return GitUrl.parse(config.url());
        } catch (IllegalArgumentException e) {
            throw SourceException.stalled(
                    "source.unsupported",
                    where() + ": its URL " + e.getMessage() + "; correct the configuration",
                    null);
        }
    }

    private String where() {
        return "repository " + config.name();
    }

    private RefSpec refSpec() {
        String branch = config.branch();
        return branch == null
                ? new RefSpec("+" + Constants.HEAD + ":" + DEFAULT_HEAD)
                : new RefSpec("+" + Constants.R_HEADS + branch + ":" + Constants.R_HEADS + branch);
    }

    private static Revision revision(RemoteFetch remote, FetchResult result, RefSpec refSpec) throws SourceException {
        Ref advertised = result.getAdvertisedRef(refSpec.getSource());
        String commit = commitOf(advertised);
        if (advertised == null || commit == null) {
            throw remote.nothingThere();
        }
        String name = advertised.isSymbolic() ? advertised.getTarget().getName() : advertised.getName();
        return new Revision(Repository.shortenRefName(name), commit);
    }

    private static @Nullable String commitOf(@Nullable Ref ref) {
        ObjectId id = ref == null ? null : ref.getObjectId();
        return id == null ? null : id.name();
    }

    /** What is in a commit that has been fetched. The caller closes it. */
    public CommitTree tree(Revision revision) throws MirrorDamagedException, SourceException {
        return CommitTree.open(intact(), revision, submodules());
    }

    private @Nullable Submodules submodules() throws SourceException {
        if (!config.rules().submodules()) {
            return null;
        }
        GitUrl url = url();
        return new Submodules(config, new Logins(config, url, access.config()), access, folder.submodules(), url);
    }

    /** Whether the history of {@code commit} has {@code ancestor} in it. */
    public boolean isAncestor(String ancestor, String commit) throws SourceException {
        if (ancestor.equals(commit)) {
            return true;
        }
        try (RevWalk walk = new RevWalk(repository())) {
            return walk.isMergedInto(
                    walk.parseCommit(ObjectId.fromString(ancestor)), walk.parseCommit(ObjectId.fromString(commit)));
        } catch (MissingObjectException e) {
            return false; // the mirror has the whole history of its branch: what it lacks is not in it
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Holds the history of a tip against what was announced before, of the same branch.
     *
     * @throws SourceException {@code source.rewritten} if something of that is not in it and the configuration refuses this
     */
    public void checkHistory(List<Revision> announced, Revision tip) throws SourceException {
        if (config.rules().acceptForcePush()) {
            return;
        }
        for (Revision before : announced) {
            boolean otherBranch = config.branch() != null && !before.branch().equals(tip.branch());
            if (!otherBranch && !isAncestor(before.commit(), tip.commit())) {
                throw SourceException.stalled(
                        "source.rewritten",
                        where() + ": branch " + tip.branch() + " was rewritten; " + before.brief()
                                + ", which was announced, is not in the history of " + tip.brief()
                                + ". Restore it, or accept it once with `longshore sync " + config.name() + " --force`",
                        null);
            }
        }
    }

    /**
     * Packs it if many fetches have left much behind; in the mirror's own turn, when nobody waits.
     *
     * @throws IOException if that did not work; the mirror is as good as it was
     */
    public void tidy() throws IOException {
        if (opened != null) {
            MirrorUpkeep.tidy(opened, folder.directory());
        }
    }

    /** Throws away what may be the mirror of a repository that nobody configures any more. */
    public static void delete(Path directory) throws IOException {
        new MirrorFolder(directory).delete();
    }

    /** Throws the mirror away; the next fetch clones again. */
    public void discard() throws SourceException {
        close();
        try {
            folder.delete();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Repository intact() throws SourceException, MirrorDamagedException {
        if (opened == null) {
            try {
                opened = folder.open();
            } catch (IOException e) {
                throw unusable(e);
            }
        }
        return Objects.requireNonNull(opened);
    }

    private Repository repository() {
        return Objects.requireNonNull(opened, "nothing has been fetched yet");
    }

    private SourceException unusable(IOException e) {
        if (FullDisk.isIn(e)) {
            return FullDisk.failure(where(), e);
        }
        return SourceException.generic(
                "source.mirror",
                where() + ": its mirror in the data directory cannot be used ("
                        + e.getClass().getSimpleName() + "); check space and permissions",
                e);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
