/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tarball, unpacked into a folder with a space in its name, called from elsewhere and through a symlink. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class DistributionIT {
    private static final Path MACHINES_JAVAS = Path.of("/usr/lib/jvm");

    private Path temp;
    private Path home;
    private Path link;

    @BeforeAll
    void unpack(@TempDir Path folderOfAll) throws IOException {
        temp = folderOfAll;
        Path tarball;
        try (Stream<Path> built = Files.list(Path.of("..", "deploy", "target"))) {
            tarball = built.filter(file -> file.getFileName().toString().matches("longshore-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        Path folder = Files.createDirectories(temp.resolve("some where"));
        Commands.output(List.of("tar", "-C", folder.toString(), "-xzf", tarball.toString()));
        try (Stream<Path> unpacked = Files.list(folder)) {
            home = unpacked.findFirst().orElseThrow();
        }
        link = Files.createSymbolicLink(temp.resolve("longshore"), home.resolve("bin/longshore"));
    }

    /** That of this test, and one of each version that the machine has besides. */
    static List<Path> javas() throws IOException {
        List<Path> javas = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        if (Files.isDirectory(MACHINES_JAVAS)) {
            try (Stream<Path> all = Files.list(MACHINES_JAVAS)) {
                TreeSet<Path> others = new TreeSet<>();
                all.filter(java -> java.getFileName().toString().matches(".*-25-.*"))
                        .filter(java -> Files.isExecutable(java.resolve("bin/java")))
                        .forEach(others::add);
                others.stream()
                        .filter(java -> !java.equals(javas.get(0)))
                        .findFirst()
                        .ifPresent(javas::add);
            }
        }
        return javas;
    }

    private record Run(int status, String output) {}

    private Run run(Path java, Path cwd, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(link.toString()));
        command.addAll(List.of(arguments));
        Path printed = temp.resolve("printed");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(cwd.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().remove("LONGSHORE_CONFIG");
        Process process = builder.start();
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(printed, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("javas")
    void runsWhereItIsUnpackedAndLeavesNothingWhereItIsCalled(Path java) throws Exception {
        Path cwd = Files.createDirectories(temp.resolve("cwd-" + java.getFileName()));
        assertThat(run(java, cwd, "--version").output()).startsWith("longshore ");
        Path example = home.resolve("examples/longshore.yaml");
        Run validation = run(java, cwd, "validate", "-c", example.toString());
        assertThat(validation.status()).as(validation.output()).isZero();
        Path config = Files.writeString(
                temp.resolve("up.yaml"),
                "data: " + temp.resolve("data-" + java.getFileName())
                        + "\nmanagement: {listen: \"127.0.0.1:0\"}\ningress: {listen: \"127.0.0.1:0\"}\n");
        Run up = run(java, cwd, "up", "--exit-when-ready", "--quiet", "-c", config.toString());
        assertThat(up.status()).as(up.output()).isZero();
        assertThat(cwd).isEmptyDirectory();
        assertThat(archives()).isNotEmpty();
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jsa"))
                    .toList();
        }
    }

    @Test
    void hasWhatItPromises() {
        assertThat(List.of(
                        "LICENSE",
                        "README.md",
                        "CHANGELOG.md",
                        "docs/operations.md",
                        "examples/longshore.yaml",
                        "examples/stacks/.longshore.yaml",
                        "systemd/longshore.service",
                        "systemd/sysusers.d/longshore.conf",
                        "completions/longshore.bash",
                        "completions/longshore.zsh",
                        "man/man1/longshore.1",
                        "lib/longshore.jar"))
                .allSatisfy(file -> assertThat(home.resolve(file)).isRegularFile());
    }

    @Test
    void bashCompletesItsCommands() {
        String script = home.resolve("completions/longshore.bash").toString();
        String completed = Commands.output(List.of(
                "bash",
                "-c",
                "source \"$0\"; COMP_WORDS=(longshore che); COMP_CWORD=1; _complete_longshore; echo \"${COMPREPLY[@]}\"",
                script));
        assertThat(completed.strip()).isEqualTo("checkout");
    }

    @Test
    void theManualPageHasNoMistakes() {
        assumeTrue(Commands.has("groff"), "groff is not installed");
        String page = home.resolve("man/man1/longshore.1").toString();
        assertThat(Commands.output(List.of("groff", "-man", "-Tutf8", "-ww", "-z", page)))
                .isEmpty();
        assertThat(Commands.output(List.of("groff", "-man", "-Tascii", "-P-cbou", page)))
                .contains("longshore checkout", "--on-conflict", "EXIT STATUS");
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        Run run = run(java("11.0.2", "exit 1"), temp, "--version");
        assertThat(run.status()).isEqualTo(69);
        assertThat(run.output()).contains("11.0.2").contains("17 or newer");
    }

    /** Java 17.0.15 sometimes does that when it writes an archive. */
    @Test
    void aJavaThatCrashesWhileItPreparesRunsAllTheSame() throws Exception {
        Path java = java(
                "17.99.1",
                "case \"$*\" in *ArchiveClassesAtExit*) echo crash >hs_err_pid1.log; kill -SEGV $$ ;; esac\n"
                        + "for last; do :; done; echo ran $last");
        Path cwd = Files.createDirectories(temp.resolve("crash"));
        assertThat(run(java, cwd, "status").output()).contains("preparing").endsWith("ran status\n");
        assertThat(run(java, cwd, "status").output()).isEqualTo("ran status\n");
        assertThat(cwd).isEmptyDirectory();
        assertThat(home.resolve("lib/longshore-17.99.1.jsa")).isEmptyFile();
    }

    /** A stand-in for a Java of this version. */
    private Path java(String version, String script) throws IOException {
        Path folder = temp.resolve("java-" + version);
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path program = Files.writeString(folder.resolve("bin/java"), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return folder;
    }
}
