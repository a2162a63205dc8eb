/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.cli.options.LogOptions;
import dev.longshore.events.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exit status of {@code longshore checkout}, and what it prints. */
@Timeout(60)
class CheckoutCommandTest {
    @TempDir
    private Path temp;

    private Git remote;
    private Path tree;
    private String printed = "";

    @BeforeEach
    void push() throws Exception {
        LogOptions.quiet();
        remote = Git.init()
                .setDirectory(temp.resolve("remote").toFile())
                .setInitialBranch("main")
                .call();
        tree = temp.resolve("a tree");
        commit("a.txt", "a1\n");
    }

    @AfterEach
    void close() {
        remote.close();
    }

    private void commit(String file, String content) throws Exception {
        Files.writeString(temp.resolve("remote").resolve(file), content);
        remote.add().addFilepattern(".").call();
        remote.commit()
                .setMessage(file)
                .setSign(false)
                .setAuthor("Ann", "ann@example.org")
                .setCommitter("Ann", "ann@example.org")
                .call();
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("checkout", tree.toString()));
        arguments.addAll(List.of(more));
        return runAs(arguments);
    }

    private int runAs(List<String> arguments) {
        PrintStream standard = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            Map<String, String> environment = Map.of();
            return Longshore.run(arguments.toArray(String[]::new), environment::get);
        } finally {
            System.setOut(standard);
            printed = output.toString(StandardCharsets.UTF_8);
        }
    }

    private String url() {
        return "file://" + temp.resolve("remote");
    }

    @Test
    void tenWhenItChangedSomethingAndZeroInSync() throws IOException {
        assertThat(run("--url", url())).isEqualTo(10);
        assertThat(printed).contains("nothing -> main@").contains("1 written");
        assertThat(run("--url", url())).isZero();
        assertThat(printed).contains("in sync");
        assertThat(tree.resolve("a.txt")).hasContent("a1");
    }

    @Test
    void oneOnAConflictAndTenWithABackup() throws IOException {
        run("--url", url());
        Files.writeString(tree.resolve("a.txt"), "mine\n");
        assertThat(run("--url", url(), "--on-conflict", "abort")).isEqualTo(1);
        assertThat(run("--url", url(), "--on-conflict", "prefer-local")).isZero();
        assertThat(printed).contains("kept, edited here a.txt");
        assertThat(tree.resolve("a.txt")).hasContent("mine");
        assertThat(run("--url", url(), "--on-conflict", "prefer-remote")).isEqualTo(10);
        assertThat(printed).contains("refs/longshore/backup/").contains("git -C '" + tree + "' show");
        assertThat(tree.resolve("a.txt")).hasContent("a1");
    }

    @Test
    void statusPrintsTheSyncStatusAndChangesNothing() throws Exception {
        assertThat(run("--url", url(), "--status")).isZero();
        assertThat(printed).contains("DRIFTED");
        assertThat(tree).doesNotExist();
        run("--url", url());
        commit("b.txt", "b1\n");
        assertThat(run("--url", url(), "--status", "-o", "json")).isZero();
        JsonNode status = EventJson.MAPPER.readTree(printed);
        assertThat(status.path("state").asText()).isEqualTo("DRIFTED");
        assertThat(status.path("repositoryHead").asText()).startsWith("main@sha1:");
        assertThat(status.path("driftDetails").isArray()).isTrue();
        assertThat(tree.resolve("b.txt")).doesNotExist();
    }

    @Test
    void sixtyNineWhenNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String nobody = "http://127.0.0.1:" + port + "/x.git";
        assertThat(run("--url", nobody)).isEqualTo(69);
        assertThat(run("--url", nobody, "--status")).isEqualTo(69);
        assertThat(printed).contains("UNKNOWN");
    }

    @Test
    void twoOnWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--url", "not a url")).isEqualTo(2);
        assertThat(run("--url", "https://me:secret@example.org/x.git")).isEqualTo(2);
        assertThat(run("--url", url(), "--on-conflict", "whatever")).isEqualTo(2);
        assertThat(run("--url", url(), "--branch", "../x")).isEqualTo(2);
        assertThat(runAs(List.of("checkout", "--url", url()))).isEqualTo(2);
    }

    @Test
    void sixtySixWhenSomethingCannotBeRead() throws IOException {
        assertThat(run("--url", url(), "-c", temp.resolve("missing.yaml").toString()))
                .isEqualTo(66);
        Files.writeString(tree, "a file");
        assertThat(run("--url", url())).isEqualTo(66);
    }

    @Test
    void seventyEightWhenTheConfigurationIsInvalid() throws IOException {
        Path file = Files.writeString(temp.resolve("longshore.yaml"), "nonsense: true\n");
        assertThat(run("--url", url(), "-c", file.toString())).isEqualTo(78);
    }

    @Test
    void aConfigurationWithOnlyCredentialsIsEnough() throws IOException {
        Path token = Files.writeString(temp.resolve("token"), "s3cr3t\n");
        Path file = Files.writeString(
                temp.resolve("longshore.yaml"),
                "syncer:\n  credentials:\n    - {prefix: \"https://git.example.org/\", bearer: {file: " + token
                        + "}}\n");
        assertThat(run("--url", url(), "-c", file.toString())).isEqualTo(10);
    }
}
