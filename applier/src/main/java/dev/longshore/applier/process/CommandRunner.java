/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs one program to its end: given environment only, no input, bounded output, a deadline after which it and its children are killed. Blocking. */
public final class CommandRunner {
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** For what a program that has ended said last to reach us. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int SIGNALLED = 128;
    /** SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGTERM: what comes from outside, not from an error in the program. */
    private static final Set<Integer> KILLERS = Set.of(1, 2, 3, 9, 15);

    private static final Executor READERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "longshore-output");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * How it ended.
     *
     * @param timedOut whether it was killed at its deadline; {@code exit} then means nothing
     * @param err the end of what it said on stderr
     */
    public record Outcome(int exit, boolean timedOut, String out, String err) {
        public boolean ok() {
            return exit == 0 && !timedOut;
        }

        /** Whether somebody else ended it: Java reports signal n as exit status 128 + n, as shells do. */
        public boolean wasKilled() {
            return !timedOut && KILLERS.contains(exit - SIGNALLED);
        }
    }

    /** @throws IOException if the program cannot be started, or said more than {@code limit} bytes on stdout */
    public Outcome run(
            List<String> command, Map<String, String> environment, Path directory, Duration deadline, int limit)
            throws IOException {
        Process process = start(builder(command, environment, directory));
        CompletableFuture<String> out = reading(process.getInputStream(), new ByteArrayOutputStream(), limit);
        CompletableFuture<String> err = reading(process.getErrorStream(), new TailBuffer(), Integer.MAX_VALUE);
        try {
            boolean ended = endsWithin(process, deadline);
            return new Outcome(ended ? process.exitValue() : -1, !ended, text(out), text(err));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * The same for a program of somebody else, which may leave others running that hold on to its output.
     *
     * @return {@code out} is the end of what it said on stdout and stderr by the time it ended; {@code err} is empty
     * @throws IOException if the program cannot be started
     */
    public Outcome runForeign(List<String> command, Map<String, String> environment, Path directory, Duration deadline)
            throws IOException {
        Process process = start(builder(command, environment, directory).redirectErrorStream(true));
        TailBuffer tail = new TailBuffer();
        CompletableFuture<String> out = reading(process.getInputStream(), tail, Integer.MAX_VALUE);
        try {
            boolean ended = endsWithin(process, deadline);
            out.completeOnTimeout("", LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((text, failure) -> "")
                    .join();
            return new Outcome(ended ? process.exitValue() : -1, !ended, tail.toString(StandardCharsets.UTF_8), "");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ProcessBuilder builder(List<String> command, Map<String, String> environment, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** One that does not, or is not to be waited for any longer, is killed. */
    private static boolean endsWithin(Process process, Duration deadline) throws InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return ended;
        } finally {
            if (!ended) {
                kill(process);
            }
        }
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("stopped before it was done");
        interrupted.initCause(e);
        return interrupted;
    }

    private static CompletableFuture<String> reading(InputStream in, ByteArrayOutputStream kept, int limit) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (in) {
                        byte[] buffer = new byte[8192];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            kept.write(buffer, 0, n);
                            if (kept.size() > limit) {
                                throw new UncheckedIOException(
                                        new IOException("more than " + limit + " bytes of output"));
                            }
                        }
                        return kept.toString(StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }

    // Bounded, because a grandchild may hold the pipe open.
    private static String text(CompletableFuture<String> output) throws IOException {
        try {
            return output.orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new IOException("could not read its output: " + e.getCause(), e);
        }
    }

    /** Returns when it is gone: two at once on one project would fight. */
    private static void kill(Process process) {
        ProcessFamily.end(List.of(process.toHandle()), GRACE);
    }

    /** Keeps the end only. */
    private static final class TailBuffer extends ByteArrayOutputStream {
        private static final int KEEP = 16 * 1024;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (count > 2 * KEEP) {
                System.arraycopy(buf, count - KEEP, buf, 0, KEEP);
                count = KEEP;
            }
        }
    }
}
