/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.Redactor;
import dev.longshore.applier.process.CommandRunner;
import dev.longshore.applier.process.Leftovers;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The command that tells whether a checkout works: exit status 0 passes. It is given a few variables and nothing else, no shell and no
 * input. It is not cut short for a newer revision, which could leave half of its work done. Blocking.
 */
final class AfterCommand {
    static final String FAILED = "after.failed";
    static final String TIMEOUT = "after.timeout";

    private static final List<String> PASSED = List.of("PATH", "HOME", "USER", "TZ", "TMPDIR", "XDG_RUNTIME_DIR");
    /** Marks the processes of one run, and of no other: what an earlier one started on purpose is left alone. */
    private static final String RUN = "LONGSHORE_RUN";

    private static final int LINES = 50;
    private static final int LENGTH = 8_192;
    private static final int COMMAND_LENGTH = 200;

    private final Function<String, @Nullable String> ownEnvironment;
    private final CommandRunner runner = new CommandRunner();

    AfterCommand(Function<String, @Nullable String> ownEnvironment) {
        this.ownEnvironment = ownEnvironment;
    }

    /** Ends a run that outlived the applier that began it: two at once could undo each other's work. */
    void endLeftOver(StackStore store) {
        Path mark = mark(store);
        try {
            if (Files.exists(mark)) {
                Leftovers.end(RUN, Files.readString(mark));
                Files.deleteIfExists(mark);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or remove " + mark + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs it in {@code target}.
     *
     * @throws UncheckedIOException if it could not be noted that it runs
     */
    GateResult run(StackStore store, RevisionEvent.Changed change, List<String> command, Path target) {
        Duration deadline = change.spec().health().timeout();
        String run = UUID.randomUUID().toString();
        note(store, run);
        try {
            CommandRunner.Outcome outcome = runner.runForeign(command, environment(change, run), target, deadline);
            if (outcome.ok()) {
                return new GateResult.Passed();
            }
            return outcome.timedOut()
                    ? failed(
                            TIMEOUT,
                            words(command) + " was not done within " + deadline.toSeconds() + " s; killed it",
                            outcome.out())
                    : failed(FAILED, words(command) + " ended with exit status " + outcome.exit(), outcome.out());
        } catch (IOException e) {
            return failed(FAILED, words(command) + " could not be run: " + e.getMessage(), "");
        } finally {
            forget(store);
        }
    }

    private Map<String, String> environment(RevisionEvent.Changed change, String run) {
        Map<String, String> environment = new HashMap<>();
        for (String name : PASSED) {
            String value = ownEnvironment.apply(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("LONGSHORE_STACK", change.stack().toString());
        environment.put("LONGSHORE_REVISION", change.revision().toString());
        environment.put(RUN, run);
        return environment;
    }

    private static GateResult failed(String reason, String message, String said) {
        List<String> lines = Redactor.redact(said, 4 * LENGTH).lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        return new GateResult.Failed(reason, "", message, last);
    }

    private static String words(List<String> command) {
        return "the command after the checkout, '" + Redactor.redact(String.join(" ", command), COMMAND_LENGTH) + "',";
    }

    private static Path mark(StackStore store) {
        return store.folder().resolve("after.run");
    }

    private static void note(StackStore store, String run) {
        try {
            Files.writeString(mark(store), run);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + mark(store) + ": " + e.getMessage(), e);
        }
    }

    private static void forget(StackStore store) {
        try {
            Files.deleteIfExists(mark(store));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + mark(store) + ": " + e.getMessage(), e);
        }
    }
}
