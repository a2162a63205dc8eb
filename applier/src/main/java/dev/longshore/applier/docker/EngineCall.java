/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call to the engine within a time, and tells "not there", "no", "no answer" and "nobody there" apart. The time is kept here,
 * because the client's own timeouts do not hold on a Unix socket: an engine that hangs would be waited for for ever.
 */
final class EngineCall {
    /** For what needs nothing but an engine that is alive. */
    static final Duration PROMPT = Duration.ofSeconds(5);

    private static final Duration QUESTION = Duration.ofSeconds(20);
    /** Longer than the ten seconds in which a container may stop. */
    private static final Duration CHANGE = Duration.ofSeconds(60);

    private static final int LENGTH = 500;
    private static final ExecutorService CALLS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "longshore-engine-call");
        thread.setDaemon(true);
        return thread;
    });

    private EngineCall() {}

    /** What throws. */
    interface Action {
        void run() throws IOException;
    }

    /** What throws, with a result. */
    interface Question<T> {
        T ask() throws IOException;
    }

    static void run(String what, Action action) {
        run(what, QUESTION, action);
    }

    static void run(String what, Duration deadline, Action action) {
        Future<?> call = CALLS.submit(() -> {
            action.run();
            return null;
        });
        try {
            call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            call.cancel(true); // which closes the connection
            throw new EngineException(
                    EngineException.TIMEOUT,
                    "could not " + what + ": the Docker engine did not answer within " + deadline.toSeconds()
                            + " s; does it hang?",
                    e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.UNAVAILABLE, "could not " + what + ": interrupted", e);
        }
    }

    private static RuntimeException failure(String what, Throwable e) {
        if (e instanceof DockerException) {
            String said = String.valueOf(e.getMessage());
            return new EngineException(
                    DiskFull.isSaidIn(said) ? DiskFull.REASON : EngineException.FAILED,
                    "the Docker engine could not " + what + ": " + Redactor.redact(said, LENGTH),
                    e);
        }
        IOException cause = ioException(e);
        if (cause != null) {
            return new EngineException(
                    EngineException.UNAVAILABLE,
                    "could not " + what + ": the Docker engine does not answer (" + cause.getMessage()
                            + "); is it running?",
                    e);
        }
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(what, e);
    }

    static <T> T get(String what, Question<T> question) {
        return get(what, QUESTION, question);
    }

    static <T> T get(String what, Duration deadline, Question<T> question) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        run(what, deadline, () -> answer.set(question.ask()));
        return Objects.requireNonNull(answer.get(), what);
    }

    static <T> Optional<T> find(String what, Question<T> question) {
        try {
            return Optional.of(get(what, question));
        } catch (EngineException e) {
            if (e.getCause() instanceof NotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** For changes that may have been made already. */
    static void change(String what, Action action) {
        try {
            run(what, CHANGE, action);
        } catch (EngineException e) {
            if (!(e.getCause() instanceof NotFoundException) && !(e.getCause() instanceof NotModifiedException)) {
                throw e;
            }
        }
    }

    private static @Nullable IOException ioException(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof IOException io) {
                return io;
            }
        }
        return null;
    }
}
