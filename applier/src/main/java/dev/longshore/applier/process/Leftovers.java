/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that an applier started and did not live to end: a Compose that works on would be the second one on its project. They are
 * known by their environment, which every child inherits and no crash can lose, as it could a file of process ids. Needs {@code /proc}:
 * where there is none (not Linux), none are found.
 */
public final class Leftovers {
    /** In the environment of every Compose that an applier starts: the id of its host. */
    public static final String VARIABLE = "LONGSHORE_HOST_ID";

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Path PROC = Path.of("/proc");
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Leftovers() {}

    /**
     * Ends them, and returns when they are gone. Only while none of them is wanted. Blocking, seconds at most.
     *
     * @param variable whose value tells them from others
     * @return how many there were
     */
    public static int end(String variable, String value) {
        List<ProcessHandle> found = find(variable + "=" + value);
        if (!found.isEmpty()) {
            log.atWarn()
                    .addKeyValue("pids", found.stream().map(ProcessHandle::pid).toList())
                    .log("an applier that was killed left processes behind; ending them");
            ProcessFamily.end(found, GRACE);
        }
        return found.size();
    }

    private static List<ProcessHandle> find(String mark) {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        long self = ProcessHandle.current().pid();
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]{1,10}"))
                    .filter(process -> isMarked(process, mark))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .filter(pid -> pid != self)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list processes in " + PROC + ": " + e.getMessage(), e);
        }
    }

    private static boolean isMarked(Path process, String mark) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0")).contains(mark);
        } catch (IOException e) {
            return false; // another user's, so not ours to end; or gone meanwhile
        }
    }
}
