/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.applier.docker.ServiceInput.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a build reads of its context: all of it that {@code .dockerignore} does not leave out, and the Dockerfile. */
final class BuildContext {
    private static final int LIMIT = 1 << 20;

    private final ManifestPaths paths;

    BuildContext(ManifestPaths paths) {
        this.paths = paths;
    }

    /** One input a file. */
    List<ServiceInput> inputs(JsonNode build) {
        String context = build.path("context").asText();
        if (!context.startsWith("/")) {
            return List.of(); // from elsewhere: its name is all that is known
        }
        Path folder = Path.of(context);
        Path dockerfile = folder.resolve(build.path("dockerfile").asText("Dockerfile"));
        List<ServiceInput> inputs =
                new ArrayList<>(paths.inputs(Kind.BUILD, context, false, ignore(folder, dockerfile)));
        inputs.addAll(paths.inputs(Kind.BUILD, dockerfile.toString(), false));
        return inputs;
    }

    /** The Dockerfile's own ignore file wins over that of the context. */
    private DockerIgnore ignore(Path folder, Path dockerfile) {
        return Stream.of(Path.of(dockerfile + ".dockerignore"), folder.resolve(".dockerignore"))
                .filter(file -> paths.relative(file.toString()).isPresent())
                .filter(Files::isRegularFile)
                .findFirst()
                .map(BuildContext::read)
                .orElse(DockerIgnore.NOTHING);
    }

    private static DockerIgnore read(Path file) {
        try {
            return Files.size(file) > LIMIT ? DockerIgnore.NOTHING : DockerIgnore.parse(Files.readString(file));
        } catch (MalformedInputException e) {
            return DockerIgnore.NOTHING; // not text: it names no file that a bundle can have
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + file.getFileName() + "': " + e.getMessage(), e);
        }
    }
}
