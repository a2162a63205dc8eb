/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.SourceEvent.ErrorClass;
import dev.longshore.events.config.AuthConfig;
import dev.longshore.events.config.GitUrl;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Fetching from one URL, with the login that belongs to it.
 *
 * @param what for messages, such as {@code repository homelab (https://…)}
 * @param wanted what is asked for, in words
 * @param auth null for none
 * @param checkObjects whether objects that Git itself warns about are refused
 */
record RemoteFetch(
        GitAccess access,
        GitUrl url,
        String what,
        String wanted,
        @Nullable AuthConfig auth,
        boolean checkObjects) {
    private static final Set<RefUpdate.Result> STORED = Set.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FORCED, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.NO_CHANGE);

    /** One connection, or few, and what was asked for is in {@code repository}; all objects of it. */
    FetchResult into(Repository repository, List<RefSpec> refs) throws SourceException, MirrorDamagedException {
        return talk(() -> Transport.open(repository, uri()), (transport, deadline) -> {
            FetchResult result = transport.fetch(deadline, refs);
            checkStored(result);
            return result;
        });
    }

    /** Where the refs of these names are, and some others perhaps; nothing is taken. */
    Collection<Ref> list(List<RefSpec> refs) throws SourceException, MirrorDamagedException {
        return talk(() -> Transport.open(uri()), (transport, deadline) -> {
            try (FetchConnection connection = transport.openFetch(refs)) {
                return List.copyOf(connection.getRefs());
            }
        });
    }

    @FunctionalInterface
    private interface Opening {
        Transport open() throws IOException, URISyntaxException;
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Transport transport, FetchDeadline deadline) throws IOException;
    }

    private <T> T talk(Opening opening, Question<T> question) throws SourceException, MirrorDamagedException {
        access.pauses().check(url, what);
        Credentials credentials = Credentials.of(what, auth);
        FetchDeadline deadline = new FetchDeadline(access.fetchTimeout());
        HttpAnswers answers = new HttpAnswers(deadline, access.route());
        try (Transport transport = opening.open()) {
            prepare(transport, deadline, answers, credentials);
            return question.ask(transport, deadline);
        } catch (IOException | URISyntaxException | RuntimeException e) {
            FetchFailures failures =
                    new FetchFailures(what, wanted, credentials.redactor(), access.clock(), refusedHost(credentials));
            throw noted(failures.classify(e, answers, deadline));
        } catch (OutOfMemoryError e) { // a pack can ask for any amount; the next fetch of another repository cannot
            throw SourceException.stalled(
                    "repo.limits.blob",
                    what + " has objects that need more memory than this process has; raise -Xmx or remove them",
                    null);
        }
    }

    /** What to throw when the remote answered and has not what is wanted. */
    SourceException nothingThere() {
        return SourceException.stalled(
                "source.not_found", what + " has no " + wanted + "; push one, or correct the configuration", null);
    }

    private static @Nullable String refusedHost(Credentials credentials) {
        return credentials.ssh() == null ? null : credentials.ssh().hosts().refusal();
    }

    private SourceException noted(SourceException failure) {
        if (failure.errorClass() == ErrorClass.WAITING) {
            access.pauses().add(url, Objects.requireNonNull(failure.retryAt()));
        }
        return failure;
    }

    private URIish uri() throws URISyntaxException {
        URIish uri = new URIish(url.text());
        return url.scheme().equals("ssh") && uri.getUser() == null ? uri.setUser(GitUrl.SSH_USER) : uri;
    }

    private void prepare(Transport transport, FetchDeadline deadline, HttpAnswers answers, Credentials credentials)
            throws SourceException {
        transport.setTimeout(Math.max(1, Math.toIntExact(access.answerTimeout().toSeconds())));
        transport.setCheckFetchedObjects(checkObjects);
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(answers);
            http.setAdditionalHeaders(credentials.headers());
        } else if (transport instanceof SshTransport ssh) {
            SshLogin login = credentials.ssh();
            if (login == null) {
                throw SourceException.stalled(
                        "source.auth", what + " needs an ssh key: add auth: {sshKey: …, knownHosts: …}", null);
            }
            ssh.setSshSessionFactory(login.sessions(deadline));
        }
    }

    private static void checkStored(FetchResult result) throws IOException {
        for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
            if (!STORED.contains(update.getResult())) {
                throw new IOException(
                        "the mirror could not store " + update.getLocalName() + ": " + update.getResult());
            }
        }
    }
}
