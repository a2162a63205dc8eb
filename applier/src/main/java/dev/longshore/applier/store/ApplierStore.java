/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.Names;
import dev.longshore.events.StackId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code <data>/applier}: host id, offsets, and a folder for each stack. */
public final class ApplierStore {
    private final Path folder;
    private final HostIdentity identity;
    private final OffsetStore offsets;

    private ApplierStore(Path folder, HostIdentity identity, OffsetStore offsets) {
        this.folder = folder;
        this.identity = identity;
        this.offsets = offsets;
    }

    /**
     * @param data the configured {@code data}
     * @throws UncheckedIOException if it cannot be read or written
     */
    public static ApplierStore open(Path data, String host) {
        Path folder = data.toAbsolutePath().normalize().resolve("applier");
        return new ApplierStore(
                folder,
                HostIdentity.open(host, folder.resolve("host-id")),
                new OffsetStore(folder.resolve("offsets.json")));
    }

    /**
     * Keeps every other process off this folder until the result is closed.
     *
     * @throws IllegalStateException if another one is at work here
     */
    public DataLock lock() {
        return DataLock.acquire(folder);
    }

    public HostIdentity identity() {
        return identity;
    }

    public OffsetStore offsets() {
        return offsets;
    }

    /** Every stack that has a folder. If what was known of one is lost, the offsets are forgotten. */
    public List<StackStore> openStacks() {
        List<StackStore> stacks = new ArrayList<>();
        for (Path repository : folders(folder.resolve("stacks"))) {
            for (Path stack : folders(repository)) {
                stacks.add(open(new StackId(name(repository), name(stack))));
            }
        }
        if (stacks.stream().anyMatch(StackStore::lost)) {
            offsets.forget();
        }
        return stacks;
    }

    /** The folder of one stack. Call once for each: two stores of one folder would not know of each other. */
    public StackStore open(StackId stack) {
        return StackStore.open(
                folder.resolve("stacks").resolve(stack.repository()).resolve(stack.stack()), stack);
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .filter(folder -> Names.isValid(name(folder)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + parent + ": " + e.getMessage(), e);
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }
}
