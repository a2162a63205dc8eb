/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.jspecify.annotations.Nullable;

/** Says of a failed fetch who must act, and on what. */
final class FetchFailures {
    private static final Duration STANDARD_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final String what;
    private final String wanted;
    private final Redactor redactor;
    private final Clock clock;
    private final @Nullable String refusedHost;

    /**
     * For one fetch.
     *
     * @param what was fetched from, with its URL
     * @param wanted of it, in words
     * @param refusedHost why the key of its host was refused; null if it was not
     */
    FetchFailures(String what, String wanted, Redactor redactor, Clock clock, @Nullable String refusedHost) {
        this.what = what;
        this.wanted = wanted;
        this.redactor = redactor;
        this.clock = clock;
        this.refusedHost = refusedHost;
    }

    /** @throws MirrorDamagedException if the objects are broken, which may be the mirror's fault */
    SourceException classify(Throwable failure, HttpAnswers answers, FetchDeadline deadline)
            throws MirrorDamagedException {
        if (FullDisk.isIn(failure)) {
            return FullDisk.failure(where(), failure);
        }
        if (answers.foreignHost() != null) {
            return SourceException.stalled(
                    "source.redirected",
                    where() + " redirects to another server, " + redactor.clean(answers.foreignHost())
                            + ", which is not followed; configure that URL if it is right",
                    null);
        }
        if (answers.status() >= 400) {
            return ofStatus(answers);
        }
        if (refusedHost != null) {
            return SourceException.stalled("source.host_key", where() + ": host " + refusedHost, null);
        }
        if (deadline.isOver() || has(failure, InterruptedIOException.class)) {
            return SourceException.generic("source.timeout", where() + " did not answer in time", null);
        }
        SourceException content = ofContent(failure);
        return content == null ? ofException(failure) : content;
    }

    /** What the remote sent is the trouble; null if it is not. */
    private @Nullable SourceException ofContent(Throwable failure) throws MirrorDamagedException {
        if (has(failure, TooLargeObjectInPackException.class) || has(failure, TooLargePackException.class)) {
            return SourceException.stalled(
                    "repo.limits.blob",
                    where() + " has an object of more than " + BoundedRepository.MAX_OBJECT
                            + " bytes in its history; remove it there",
                    null);
        }
        if (has(failure, LargeObjectException.class)) {
            return SourceException.stalled(
                    "repo.limits.entries",
                    where()
                            + " has a folder with more entries than can be read; divide it, or remove it from the history",
                    null);
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CorruptObjectException corrupt && corrupt.getErrorType() != null) {
                return SourceException.stalled(
                        "source.bad_objects",
                        where() + " has an object that Git refuses: " + redactor.clean(text(corrupt))
                                + "; repair the history, or set checkObjects: false if it only is old",
                        null);
            }
        }
        if (has(failure, MissingObjectException.class) || has(failure, CorruptObjectException.class)) {
            throw new MirrorDamagedException(redactor.clean(text(failure)), failure);
        }
        return null;
    }

    private SourceException ofException(Throwable failure) {
        String text = text(failure);
        if (has(failure, NoRemoteRepositoryException.class) || has(failure, RepositoryNotFoundException.class)) {
            return notFound(where() + " is not there; check the URL");
        }
        if (text.contains("does not have") && text.contains("available for fetch")) {
            return notFound(where() + " has no " + wanted + "; push one, or correct the configuration");
        }
        if (text.contains("invalid advertisement")) {
            return notFound(where() + " answers, but not as a Git repository; check the URL");
        }
        if (isLoginRefused(failure)) {
            return SourceException.stalled(
                    "source.auth",
                    where() + " refused the ssh key; add its public half there, or correct `auth`",
                    null);
        }
        if (has(failure, SSLException.class)) {
            return SourceException.stalled(
                    "source.tls",
                    where() + " cannot be trusted: " + redactor.clean(rootText(failure))
                            + "; if its authority is your own, name it in syncer.certificates",
                    null);
        }
        if (has(failure, UnknownHostException.class)
                || has(failure, ConnectException.class)
                || has(failure, NoRouteToHostException.class)) {
            return SourceException.generic("source.unreachable", where() + " cannot be reached", null);
        }
        return SourceException.generic(
                "source.unreachable", where() + " could not be fetched: " + redactor.clean(text), null);
    }

    private SourceException ofStatus(HttpAnswers answers) {
        int status = answers.status();
        if (status == 429 || (answers.retryAfter() != null && (status == 503 || status == 403))) {
            Instant retryAt = retryAt(answers.retryAfter());
            return SourceException.waiting(
                    "source.rate_limited",
                    where() + " answered " + status + ": come back at " + retryAt,
                    retryAt,
                    null);
        }
        if (status == 401 || status == 403) {
            return SourceException.stalled(
                    "source.auth", where() + " refused the credentials (" + status + "); check `auth`", null);
        }
        if (status == 404 || status == 410) {
            return notFound(where() + " is not there, or hidden from these credentials (" + status
                    + "); check the URL and `auth`");
        }
        return SourceException.generic("source.unavailable", where() + " answered " + status, null);
    }

    private static SourceException notFound(String message) {
        return SourceException.stalled("source.not_found", message, null);
    }

    /** RFC 9110, 10.2.3: seconds or a date. Never more than an hour: a remote must not switch a repository off. */
    private Instant retryAt(@Nullable String header) {
        Instant now = clock.instant();
        Instant wanted = parse(header, now).orElse(now.plus(STANDARD_WAIT));
        Instant latest = now.plus(LONGEST_WAIT);
        if (wanted.isBefore(now)) {
            return now.plusSeconds(1);
        }
        return wanted.isAfter(latest) ? latest : wanted;
    }

    private static Optional<Instant> parse(@Nullable String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    header.matches("\\d{1,9}")
                            ? now.plusSeconds(Long.parseLong(header))
                            : ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private String where() {
        return redactor.clean(what);
    }

    private static boolean isLoginRefused(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SshException ssh
                    && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return true;
            }
        }
        return false;
    }

    private static String rootText(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return text(root);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Throwable failure) {
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }
}
