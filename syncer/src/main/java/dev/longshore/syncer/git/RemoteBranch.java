/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import dev.longshore.events.config.RemoteAccess;
import dev.longshore.events.config.RepositoryConfig;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;

/**
 * A branch at its remote, for one who keeps the objects in a repository of his own. Logins, limits and strictness are those of a mirror.
 */
public final class RemoteBranch {
    private static final Duration ANSWER = Duration.ofSeconds(7);
    /** Where Java's own look-up of a name hangs, which nothing ends. */
    private static final Duration LISTING = Duration.ofSeconds(8);

    private static final Duration TRANSFER = Duration.ofMinutes(10);

    private final RepositoryConfig config;
    private final String branch;
    private final GitAccess listing;
    private final GitAccess transfer;

    /**
     * The branch that {@code config} names.
     *
     * @param config must name a branch
     * @param access logins by URL, the proxy, authorities
     */
    public RemoteBranch(RepositoryConfig config, RemoteAccess access, Clock clock) {
        IsolatedSystemReader.install();
        this.config = config;
        this.branch = Objects.requireNonNull(config.branch(), "a branch");
        this.listing = new GitAccess(access, ANSWER, ANSWER, clock);
        this.transfer = new GitAccess(access, TRANSFER, ANSWER, clock);
    }

    /**
     * Where the branch is now. Answers or fails within eight seconds, whatever the remote and the network do.
     *
     * @throws SourceException {@code source.not_found} if there is no such branch
     */
    public Revision tip() throws SourceException, MirrorDamagedException {
        FutureTask<Revision> task = new FutureTask<>(this::ask);
        Thread thread = new Thread(task, "longshore-checkout-listing");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LISTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw SourceException.generic("source.timeout", remote(listing).what() + " did not answer in time", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SourceException.generic("source.timeout", "asking " + config.url() + " was interrupted", e);
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        }
    }

    private static SourceException rethrown(Throwable cause) throws MirrorDamagedException {
        if (cause instanceof MirrorDamagedException damaged) {
            throw damaged;
        }
        if (cause instanceof SourceException source) {
            return source;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) cause;
    }

    private Revision ask() throws SourceException, MirrorDamagedException {
        RemoteFetch remote = remote(listing);
        for (Ref ref : remote.list(List.of(new RefSpec(Constants.R_HEADS + branch)))) {
            ObjectId id = ref.getObjectId();
            if (ref.getName().equals(Constants.R_HEADS + branch) && id != null) {
                return new Revision(branch, id.name());
            }
        }
        throw remote.nothingThere();
    }

    /**
     * Brings the branch here.
     *
     * @param destination the ref that is moved to it
     */
    public Revision fetch(Repository repository, String destination)
            throws SourceException, MirrorDamagedException, IOException {
        remote(transfer).into(repository, List.of(new RefSpec("+" + Constants.R_HEADS + branch + ":" + destination)));
        Ref fetched = Objects.requireNonNull(repository.exactRef(destination));
        return new Revision(branch, fetched.getObjectId().name());
    }

    /** @throws SourceException {@code signature.untrusted} if a commit must be signed and is not */
    public void checkSigned(Repository repository, Revision revision) throws SourceException, MirrorDamagedException {
        new SignedTip(what(), config.rules().trustedKeys(), transfer.clock()).check(repository, revision);
    }

    private RemoteFetch remote(GitAccess access) throws SourceException {
        GitUrl url = url();
        AuthConfig auth = new Logins(config, url, access.config()).ofRepository();
        return new RemoteFetch(
                access,
                url,
                what() + " (" + url.text() + ")",
                "branch " + branch,
                auth,
                config.rules().checkObjects());
    }

    private GitUrl url() throws SourceException {
        try {
            return GitUrl.parse(config.url());
        } catch (IllegalArgumentException e) {
            throw SourceException.stalled("source.unsupported", what() + ": its URL " + e.getMessage(), null);
        }
    }

    private String what() {
        return "repository " + config.name();
    }
}
