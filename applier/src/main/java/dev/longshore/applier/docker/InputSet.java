/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that one service reads from its stack.
 *
 * @param identity which folder the containers mount from: a container that mounts from one that is gone, though another stands in its place,
 *     has to be made anew
 * @param reloads whether the service is told of changed contents, instead of being made anew for them
 */
public record InputSet(List<ServiceInput> inputs, String identity, boolean reloads) {
    public InputSet {
        inputs = List.copyOf(inputs);
    }

    /**
     * What a container must have been made from to be kept. For a service that reloads this leaves out the content of what is mounted, but
     * not which file a file mount holds on to.
     *
     * @param tree where the files are
     */
    public String label(Path tree) {
        List<String> lines = new ArrayList<>();
        for (ServiceInput input : inputs) {
            if (!reloads || !input.live()) {
                lines.add(line(input));
            } else if (input.single()) {
                lines.add("mount " + inode(tree.resolve(input.name())) + " " + input.name());
            }
        }
        return digest(lines);
    }

    /** What a container that reloads must have loaded. */
    public String content() {
        return digest(inputs.stream().filter(ServiceInput::live).map(InputSet::line).toList());
    }

    /** Paths of files that a container sees change, relative to the root of the bundle. */
    public Set<String> live() {
        return inputs.stream().filter(ServiceInput::live).map(ServiceInput::name).collect(Collectors.toSet());
    }

    /** Paths of files that must stay the same file for a running container to see them change. */
    public Set<String> held() {
        return inputs.stream()
                .filter(input -> reloads && input.single())
                .map(ServiceInput::name)
                .collect(Collectors.toSet());
    }

    private String digest(List<String> lines) {
        return Sha256.of(lines.isEmpty() ? "" : String.join("\n", lines) + "\n" + identity);
    }

    private static String line(ServiceInput input) {
        return input.digest() + " " + input.name();
    }

    private static String inode(Path file) {
        try {
            return String.valueOf(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return "none";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file + ": " + e.getMessage(), e);
        }
    }
}
