/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs one call to the engine and tells "not there", "no" and "no answer" apart. */
final class EngineCall {
    private static final int LENGTH = 500;

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
        try {
            action.run();
        } catch (DockerException e) {
            throw new EngineException(
                    EngineException.FAILED,
                    "the Docker engine could not " + what + ": "
                            + Redactor.redact(String.valueOf(e.getMessage()), LENGTH),
                    e);
        } catch (IOException | RuntimeException e) {
            IOException cause = ioException(e);
            if (cause == null) {
                throw (RuntimeException) e;
            }
            throw new EngineException(
                    EngineException.UNAVAILABLE,
                    "could not " + what + ": the Docker engine does not answer (" + cause.getMessage()
                            + "); is it running?",
                    e);
        }
    }

    static <T> T get(String what, Question<T> question) {
        AtomicReference<@Nullable T> answer = new AtomicReference<>();
        run(what, () -> answer.set(question.ask()));
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
            run(what, action);
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
