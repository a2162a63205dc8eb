/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.StoredConfig;

/** A repository that somebody pushes to. */
public final class TestRepository implements AutoCloseable {
    public static final String COMPOSE = "services:\n  web:\n    image: busybox:1.37\n";

    private final Path directory;
    private final Git git;

    public TestRepository(Path directory) throws IOException, GitAPIException {
        this.directory = Files.createDirectories(directory);
        this.git = Git.init()
                .setDirectory(directory.toFile())
                .setInitialBranch("main")
                .call();
        StoredConfig config = git.getRepository().getConfig();
        config.setBoolean("commit", null, "gpgsign", false);
        config.setBoolean("http", null, "receivepack", false);
        config.save();
    }

    public Path directory() {
        return directory;
    }

    public String url() {
        return "file://" + directory;
    }

    public Git git() {
        return git;
    }

    public TestRepository write(String path, String content) throws IOException {
        return write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestRepository write(String path, byte[] content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }

    public TestRepository delete(String path) throws GitAPIException {
        git.rm().addFilepattern(path).call();
        return this;
    }

    /** Commits everything; the full id. */
    public String commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage(message)
                .setAuthor("Ann", "ann@example.org")
                .setCommitter("Ann", "ann@example.org")
                .call()
                .name();
    }

    /** Runs Git itself here; what it printed. */
    public String git(String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        return KeyGenerator.run(directory, Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), command)
                .strip();
    }

    /** Adds a submodule to the next {@link #commitIndex}; nobody looks whether there is anything at its URL. */
    public TestRepository submodule(String path, String url, String commit) throws IOException, InterruptedException {
        Path modules = directory.resolve(".gitmodules");
        String before = Files.exists(modules) ? Files.readString(modules) : "";
        write(".gitmodules", before + "[submodule \"" + path + "\"]\n\tpath = " + path + "\n\turl = " + url + "\n");
        git("add", ".gitmodules");
        git("update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
        return this;
    }

    /** Commits what the index has; the full id. */
    public String commitIndex(String message) throws IOException, InterruptedException {
        git("commit", "-q", "-m", message);
        return git("rev-parse", "HEAD");
    }

    public void resetTo(String commit) throws GitAPIException {
        git.reset().setMode(ResetCommand.ResetType.HARD).setRef(commit).call();
    }

    @Override
    public void close() {
        git.close();
    }
}
