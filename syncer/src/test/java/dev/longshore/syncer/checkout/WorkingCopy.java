/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.checkout;

import dev.longshore.events.config.RepositoryConfig;
import dev.longshore.syncer.KeyGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A working tree under test, with somebody who edits it by hand and by Git itself. */
final class WorkingCopy {
    private final Path directory;
    private final String url;

    WorkingCopy(Path directory, String url) {
        this.directory = directory;
        this.url = url;
    }

    Path directory() {
        return directory;
    }

    GitOpsSynchronizer synchronizer(ConflictPolicy policy) {
        return new GitOpsSynchronizer(
                directory, new RepositoryConfig("demo", url, "main", null, null, List.of()), policy);
    }

    SyncResult sync(ConflictPolicy policy) throws CheckoutException {
        return synchronizer(policy).sync();
    }

    SyncResult sync() throws CheckoutException {
        return sync(ConflictPolicy.PREFER_REMOTE);
    }

    WorkingCopy write(String path, String content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    String read(String path) throws IOException {
        return Files.readString(directory.resolve(path));
    }

    boolean has(String path) {
        return Files.exists(directory.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    String git(String... arguments) throws IOException, InterruptedException {
        return git(directory, arguments);
    }

    static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of(
                                "git",
                                "-c",
                                "user.name=Bob",
                                "-c",
                                "user.email=bob@example.org",
                                "-c",
                                "protocol.file.allow=always"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        return KeyGenerator.run(directory, Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), command)
                .strip();
    }

    /** What a backup has at a path. */
    String saved(String backup, String path) throws IOException, InterruptedException {
        return git("show", backup + ":" + path);
    }

    /** The bytes of every object that any ref reaches. */
    boolean isSaved(byte[] content) throws IOException, InterruptedException {
        Path file = Files.createTempFile("content", null);
        Files.write(file, content);
        String id = git("hash-object", "--no-filters", file.toString());
        Files.delete(file);
        return git("rev-list", "--objects", "--all").contains(id);
    }

    static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
