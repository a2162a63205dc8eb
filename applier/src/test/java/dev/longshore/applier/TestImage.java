/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image whose tag moves; every one that it ever named is removed on close. */
final class TestImage implements AutoCloseable {
    final String tag;
    private final Path context;
    private final List<String> ids = new ArrayList<>();

    TestImage(String name, Path context) {
        this.tag = name + ":latest";
        this.context = context;
    }

    /** Makes the tag name another image; returns its id. */
    String build(String variant) {
        try {
            Files.createDirectories(context);
            Files.writeString(
                    context.resolve("Dockerfile"), "FROM busybox:1.37\nENV VARIANT=" + variant + " OF=" + tag + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DockerCli.run(List.of("docker", "build", "-q", "-t", tag, context.toString()));
        String id = DockerCli.run(List.of("docker", "inspect", "--format", "{{.Id}}", tag));
        ids.add(id);
        return id;
    }

    void untag() {
        DockerCli.run(List.of("docker", "rmi", "-f", tag));
    }

    @Override
    public void close() {
        // never by force: an id may have names that others gave it
        ids.forEach(id -> DockerCli.run(List.of("sh", "-c", "timeout 10 docker rmi " + id + " || true")));
    }
}
