/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sees the arguments that every user of the machine can see: those of a process and of all it starts. */
final class ArgumentWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 10; // a docker command lives about 60

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    ArgumentWatch(ProcessHandle process) {
        var watching = clock.scheduleAtFixedRate(() -> look(process), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (watching.isCancelled()) {
            throw new IllegalStateException("not watching");
        }
    }

    private void look(ProcessHandle process) {
        Stream.concat(Stream.of(process), process.descendants()).forEach(one -> seen.add(arguments(one.pid())));
    }

    private static String arguments(long pid) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(line, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Every command line seen, one a line. */
    String seen() {
        return String.join("\n", seen);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
