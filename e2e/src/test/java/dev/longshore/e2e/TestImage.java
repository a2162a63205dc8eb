/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image of {@code deploy/Dockerfile} with the jars that this build has made, in place of those its first stage would compile; without
 * the archive of classes, which takes half a minute to make.
 */
final class TestImage implements AutoCloseable {
    private final String name;

    private TestImage(String name) {
        this.name = name;
    }

    /** @param directory for what goes into it */
    static TestImage build(Path directory, String tag) throws IOException {
        Path home = Files.createDirectories(directory.resolve("opt/longshore"));
        Path target = ComposeProject.ROOT.resolve("cli/target");
        Files.copy(target.resolve("longshore.jar"), home.resolve("longshore.jar"));
        copy(target.resolve("lib"), home.resolve("lib"));
        copy(ComposeProject.ROOT.resolve("deploy/image"), home);
        String name = "longshore-e2e:" + tag;
        Commands.output(List.of(
                "docker",
                "build",
                "-q",
                "--build-context",
                "build=" + directory,
                "--build-arg",
                "CACHE=no",
                "-f",
                ComposeProject.ROOT.resolve("deploy/Dockerfile").toString(),
                "-t",
                name,
                ComposeProject.ROOT.toString()));
        return new TestImage(name);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                    copy.toFile().setExecutable(Files.isExecutable(file));
                }
            }
        }
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        Commands.output(List.of("docker", "rmi", "-f", name));
    }
}
