/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import dev.longshore.events.config.RepositoryConfig;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * A bare copy of one branch of a remote repository. No working tree, hooks, filters or tags. Used by one thread at a time; kept open
 * between looks.
 */
public final class GitMirror implements AutoCloseable {
    private static final Set<String> SCHEMES = Set.of("http", "https", "file");
    private static final String DEFAULT_HEAD = "refs/longshore/head";
    private static final Set<RefUpdate.Result> STORED = Set.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FORCED, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.NO_CHANGE);

    private final RepositoryConfig config;
    private final MirrorFolder folder;
    private final Duration fetchTimeout;
    private final Clock clock;
    private @Nullable Repository opened;

    /** @param directory of this mirror alone; made when needed */
    public GitMirror(RepositoryConfig config, Path directory, Duration fetchTimeout, Clock clock) {
        IsolatedSystemReader.install();
        this.config = config;
        this.folder = new MirrorFolder(directory);
        this.fetchTimeout = fetchTimeout;
        this.clock = clock;
    }

    /** Brings the branch here. Where it has not moved, this is one {@code ls-remote}. */
    public Tip fetch() throws SourceException, MirrorDamagedException {
        FetchDeadline deadline = new FetchDeadline(fetchTimeout);
        HttpAnswers answers = new HttpAnswers(deadline);
        Credentials credentials = Credentials.of(config.name(), config.auth());
        Repository repository = repository();
        RefSpec refSpec = refSpec();
        try (Transport transport = Transport.open(repository, uri())) {
            prepare(transport, answers, credentials);
            String before = commitOf(repository.exactRef(refSpec.getDestination()));
            FetchResult result = transport.fetch(deadline, List.of(refSpec));
            checkStored(result);
            return new Tip(revision(result, refSpec), before);
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            throw new FetchFailures(config, credentials.redactor(), clock).classify(e, answers, deadline);
        }
    }

    private URIish uri() throws URISyntaxException, SourceException {
        URIish uri = new URIish(config.url());
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw SourceException.stalled(
                    "source.unsupported",
                    "repository " + config.name() + ": only http, https and file URLs are read",
                    null);
        }
        return uri;
    }

    private void prepare(Transport transport, HttpAnswers answers, Credentials credentials) {
        transport.setTimeout(Math.max(1, Math.toIntExact(fetchTimeout.toSeconds())));
        transport.setCheckFetchedObjects(true);
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(answers);
            http.setAdditionalHeaders(credentials.headers());
        }
    }

    private RefSpec refSpec() {
        String branch = config.branch();
        return branch == null
                ? new RefSpec("+" + Constants.HEAD + ":" + DEFAULT_HEAD)
                : new RefSpec("+" + Constants.R_HEADS + branch + ":" + Constants.R_HEADS + branch);
    }

    private static void checkStored(FetchResult result) throws IOException {
        for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
            if (!STORED.contains(update.getResult())) {
                throw new IOException(
                        "the mirror could not store " + update.getLocalName() + ": " + update.getResult());
            }
        }
    }

    private Revision revision(FetchResult result, RefSpec refSpec) throws IOException {
        Ref advertised = result.getAdvertisedRef(refSpec.getSource());
        String commit = commitOf(advertised);
        if (advertised == null || commit == null) {
            throw new IOException("Remote does not have " + refSpec.getSource() + " available for fetch.");
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
        return CommitTree.open(repository(), revision);
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

    /** Throws the mirror away; the next fetch clones again. */
    public void discard() throws SourceException {
        close();
        try {
            folder.delete();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Repository repository() throws SourceException {
        if (opened == null) {
            try {
                opened = folder.open();
            } catch (IOException e) {
                throw unusable(e);
            }
        }
        return Objects.requireNonNull(opened);
    }

    private SourceException unusable(IOException e) {
        return SourceException.generic(
                "source.mirror",
                "repository " + config.name() + ": its mirror in the data directory cannot be used ("
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
