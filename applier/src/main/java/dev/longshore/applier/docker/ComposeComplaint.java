/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.process.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Turns what Compose said into an error that its reader can act on: paths as in the repository, no progress lines, no secrets. */
final class ComposeComplaint {
    private static final int LINES = 12;
    private static final int LENGTH = 2_000;
    private static final Pattern UNREACHABLE = Pattern.compile(
            "(?i)cannot connect to the docker daemon|error during connect|docker daemon is not running|permission denied while trying to connect");
    /** Compose is cut off in the midst of a call. */
    private static final Pattern CUT_OFF = Pattern.compile(
            "(?i)\\bEOF\\b|connection reset by peer|broken pipe|use of closed network connection|daemon is shutting down");

    private static final Pattern REMOTE = Pattern.compile("(?i)remote resource is disabled|COMPOSE_EXPERIMENTAL_");
    private static final Pattern WARNING = Pattern.compile("^time=\"[^\"]*\" level=(?:warning|info|debug).*");

    private ComposeComplaint() {}

    static DockerFailure exception(
            String reason, String what, Duration deadline, Path directory, CommandRunner.Outcome outcome) {
        String said = said(outcome.err(), directory);
        if (UNREACHABLE.matcher(outcome.err()).find() || isCutOff(reason, outcome)) {
            return new EngineException(
                    EngineException.UNAVAILABLE,
                    "the Docker engine does not answer; is it running? Compose says: " + said);
        }
        if (DiskFull.isSaidIn(outcome.err())) {
            return new EngineException(DiskFull.REASON, what + ": no space is left on this host; make some. " + said);
        }
        if (outcome.wasKilled()) {
            return new EngineException(
                    EngineException.KILLED,
                    what + ": Compose was killed (exit status " + outcome.exit()
                            + ") before it was done; is the host out of memory?");
        }
        if (REMOTE.matcher(outcome.err()).find()) {
            return new ComposeException(
                    reason,
                    what + ": it includes a file from elsewhere (git or oci); put that file into the repository");
        }
        if (outcome.timedOut()) {
            boolean isUp = reason.equals(ComposeException.APPLY_FAILED);
            return new ComposeException(
                    isUp ? ComposeException.APPLY_TIMEOUT : reason,
                    what + " within " + deadline.toSeconds() + " s; stopped it. It said: " + said);
        }
        return new ComposeException(reason, what + ": " + said);
    }

    /** Not for pulls and builds: those also talk with others. */
    private static boolean isCutOff(String reason, CommandRunner.Outcome outcome) {
        return reason.equals(ComposeException.APPLY_FAILED)
                && CUT_OFF.matcher(outcome.err()).find();
    }

    private static String said(String err, Path directory) {
        List<String> lines = err.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !WARNING.matcher(line).matches())
                .toList();
        String end = String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return Redactor.redact(end.replace(directory + "/", ""), LENGTH);
    }
}
