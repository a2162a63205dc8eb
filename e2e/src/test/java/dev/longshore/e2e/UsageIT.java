/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says to those who do not know it yet; needs neither Docker nor a broker. */
final class UsageIT {
    private static final List<String> COMMANDS = List.of(
            "up",
            "demo",
            "ingress",
            "syncer",
            "applier",
            "reconciler",
            "sync",
            "status",
            "rollback",
            "retry",
            "suspend",
            "resume",
            "events",
            "dead-letters",
            "validate",
            "completion");

    @TempDir
    Path directory;

    @Test
    void everyCommandHasHelpWithExamples() throws Exception {
        Map<String, Longshore> started = new LinkedHashMap<>();
        started.put("longshore", start("--help"));
        COMMANDS.forEach(command -> started.put(command, start(command, "--help")));

        for (Map.Entry<String, Longshore> help : started.entrySet()) {
            assertThat(exitCode(help.getValue())).as(help.getKey()).isZero();
            assertThat(help.getValue().out())
                    .as(help.getKey())
                    .contains(
                            "Usage: longshore",
                            "Examples:",
                            "  longshore " + (COMMANDS.contains(help.getKey()) ? help.getKey() : "demo"));
        }
    }

    @Test
    void withoutACommandItListsThem() throws Exception {
        Longshore.Result nothing = Longshore.run(directory);

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).contains("which command", "Usage: longshore").contains(COMMANDS);
    }

    @Test
    void whatTheCommandDoesNotUnderstandIsUsage() throws Exception {
        Map<String, List<String>> wrong = new LinkedHashMap<>();
        wrong.put("--nosuch", List.of("status", "--nosuch"));
        wrong.put("--config", List.of("status", "--config"));
        wrong.put("REPOSITORY", List.of("sync"));
        wrong.put("'soon' is not a duration", List.of("sync", "fleet", "--timeout", "soon"));
        wrong.put("cannot be a repository's name", List.of("sync", "No Such"));
        wrong.put("statsu", List.of("statsu"));
        wrong.put("STACK", List.of("rollback"));
        wrong.put("'soon' is not a commit", List.of("rollback", "fleet/web", "--to", "soon"));
        wrong.put("repository/stack", List.of("suspend", "Fleet/Web"));
        wrong.put(
                "no event type is like 'deploymnet.*'; there are push.received",
                List.of("events", "--type", "deploymnet.*"));
        wrong.put("fish", List.of("completion", "fish"));
        Map<String, Longshore> started = new LinkedHashMap<>();
        wrong.forEach((message, arguments) -> started.put(message, start(arguments.toArray(String[]::new))));

        for (Map.Entry<String, Longshore> usage : started.entrySet()) {
            assertThat(exitCode(usage.getValue())).as(usage.getKey()).isEqualTo(2);
            assertThat(usage.getValue().err()).contains(usage.getKey());
            assertThat(usage.getValue().out()).isEmpty();
        }
    }

    @Test
    void validateTellsGoodFilesFromBadOnes() throws Exception {
        Path good =
                Files.writeString(directory.resolve("good.yaml"), "data: " + directory + "/data\nrepositories: []\n");
        Path bad = Files.writeString(
                directory.resolve("bad.yaml"),
                "data: " + directory + "/data\nhosst: a\nreconciler: {poll: soon}\nrepositories: []\n");
        Longshore valid = start("validate", "-c", good.toString());
        Longshore invalid = start("validate", "-c", bad.toString());
        Longshore missing =
                start("validate", "-c", directory.resolve("nosuch.yaml").toString());
        Longshore folder = start("validate", "-c", directory.toString());
        Longshore single = start("syncer", "-c", good.toString());

        assertThat(exitCode(valid)).as(valid.err()).isZero();
        assertThat(valid.out()).startsWith("valid");
        assertThat(exitCode(invalid)).isEqualTo(78);
        assertThat(invalid.err()).as("all problems at once").contains("bad.yaml:2:1", "hosst", "bad.yaml:3:20", "soon");
        assertThat(exitCode(missing)).isEqualTo(66);
        assertThat(missing.err()).contains("nosuch.yaml");
        assertThat(exitCode(folder)).isEqualTo(66);
        assertThat(folder.err()).contains(directory.toString());
        assertThat(exitCode(single)).isEqualTo(78);
        assertThat(single.err()).contains("kafka.bootstrapServers");
    }

    @Test
    void commandsSayThatNoBrokerWasEverStarted() throws Exception {
        Path config =
                Files.writeString(directory.resolve("c.yaml"), "data: " + directory + "/data\nrepositories: []\n");

        Longshore.Result status = Longshore.run(directory, "status", "-c", config.toString());

        assertThat(status.exitCode()).isEqualTo(69);
        assertThat(status.err()).contains("longshore up");
    }

    @Test
    void bashCompletesTheCommand() throws Exception {
        Path script = completion("bash");

        assertThat(Commands.output(List.of("bash", "-n", script.toString()))).isEmpty();
        assertThat(Commands.output(List.of("bash", "-c", "source " + script + " && complete -p longshore")))
                .contains("complete", "longshore");
        assertThat(Commands.output(List.of(
                        "bash",
                        "-c",
                        "source " + script + "; COMP_WORDS=(longshore sta); COMP_CWORD=1; "
                                + "$(complete -p longshore | sed 's/.*-F \\([^ ]*\\) .*/\\1/') longshore sta longshore; "
                                + "echo \"${COMPREPLY[@]}\"")))
                .contains("status");
    }

    @Test
    void zshAcceptsItsCompletion() throws Exception {
        Path script = completion("zsh");

        assertThat(Files.readString(script)).contains("bashcompinit");
        if (Commands.has("zsh")) {
            assertThat(Commands.output(List.of("zsh", "-n", script.toString()))).isEmpty();
        }
    }

    private Path completion(String shell) throws Exception {
        Longshore.Result result = Longshore.run(directory, "completion", shell);
        assertThat(result.exitCode()).isZero();
        return Files.writeString(directory.resolve("completion." + shell), result.out());
    }

    private Longshore start(String... arguments) {
        return Longshore.start(directory, "command-" + System.nanoTime(), arguments);
    }

    private static int exitCode(Longshore command) throws InterruptedException {
        return command.awaitExit(Duration.ofSeconds(60));
    }
}
