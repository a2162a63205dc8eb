/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.applier.tree.LedgerKeeper;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.Sha256;
import dev.longshore.events.EventJson;
import dev.longshore.events.StackId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one stack: its tree, its bundles, its staging area, and its state. Safe for use by many threads. */
public final class StackStore {
    private static final Logger log = LoggerFactory.getLogger(StackStore.class);
    private static final String STATE = "state.json";

    private final Path folder;
    private final boolean lost;
    private volatile StackState state;
    private boolean noted;

    private StackStore(Path folder, StackState state, boolean lost) {
        this.folder = folder;
        this.state = state;
        this.lost = lost;
    }

    /**
     * Opens the folder of a stack, which need not exist. A state that cannot be read is moved aside: the log still says what should run,
     * and {@link #lost()} says to read it from its beginning. A pending mark that is found counts as a crash.
     */
    static StackStore open(Path folder, StackId stack) {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            // a folder without a state is what a crash in the first write leaves, or a state moved aside before
            return new StackStore(folder, StackState.unknown(stack), Files.isDirectory(folder.resolve("tree")));
        }
        try {
            StackState found = EventJson.MAPPER.readValue(Files.readAllBytes(file), StackState.class);
            if (!found.stack().equals(stack)) {
                throw new IOException("it is the state of " + found.stack());
            }
            Pending cutOff = found.pending();
            return new StackStore(folder, cutOff == null ? found : found.mark(cutOff.crashed()), false);
        } catch (IOException | IllegalArgumentException e) {
            return new StackStore(folder, moveAside(file, stack, e), true);
        }
    }

    private static StackState moveAside(Path file, StackId stack, Exception cause) {
        try {
            Path aside = AtomicFile.moveAside(file, System.currentTimeMillis());
            log.atError()
                    .addKeyValue("stack", stack)
                    .addKeyValue("file", aside)
                    .setCause(cause)
                    .log("the state of a stack cannot be read; moved it aside, and will apply what the log says");
            return StackState.unknown(stack);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move the unreadable " + file + " aside: " + e.getMessage(), e);
        }
    }

    /** Whether what was known of this stack is gone, so that the log has to be read again. */
    public boolean lost() {
        return lost;
    }

    public StackId stack() {
        return state.stack();
    }

    public StackState state() {
        return state;
    }

    /**
     * Changes the state and returns when that would survive a power cut.
     *
     * @throws UncheckedIOException if it could not be written; the state is then as before
     */
    public synchronized StackState update(UnaryOperator<StackState> change) {
        StackState next = change.apply(state);
        write(next);
        state = next;
        noted = false;
        return next;
    }

    /** Writes what {@link #note} changed since; nothing if nothing did. */
    public synchronized void flush() {
        if (noted) {
            update(UnaryOperator.identity());
        }
    }

    /**
     * Changes the state in memory only: for what may be lost, or done twice, in a crash. The next {@link #update} or {@link #flush}
     * writes it.
     */
    public synchronized StackState note(UnaryOperator<StackState> change) {
        state = change.apply(state);
        noted = true;
        return state;
    }

    private void write(StackState next) {
        try {
            AtomicFile.write(folder.resolve(STATE), EventJson.MAPPER.writeValueAsBytes(next));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write the state of " + next.stack() + " in " + folder + ": " + e.getMessage()
                            + "; is the disk full?",
                    e);
        }
    }

    /** Holds everything of this stack, and nothing else. */
    public Path folder() {
        return folder;
    }

    /** Where the files of the stack are; the same path for ever, so relative mounts work. */
    public Path tree() {
        return folder.resolve("tree");
    }

    /** Which folder {@link #tree} is: one that was lost and made again is another. */
    public String treeIdentity() throws IOException {
        Path file = folder.resolve("tree.id");
        if (!Files.isDirectory(tree()) || !Files.exists(file)) {
            Files.createDirectories(tree());
            AtomicFile.write(file, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file);
    }

    /** What we have put into the tree. */
    public LedgerKeeper ledger() {
        return new LedgerFile(folder.resolve("tree.json"), () -> state.tree());
    }

    /** A file of this name in the stack's folder. */
    public <T> JsonFile<T> file(String name, Class<T> type) {
        return new JsonFile<>(folder.resolve(name), type);
    }

    /** What we have put into a folder elsewhere on this host. */
    public LedgerKeeper ledger(Path target) {
        String name = Sha256.of(target.toString()).substring(0, 16);
        return new LedgerFile(folder.resolve("target-" + name + ".json"), () -> Manifest.EMPTY);
    }

    /** Where edited files are kept when a revision takes their place. */
    public Path backups() {
        return folder.resolve("backups");
    }

    /** Where a bundle is unpacked to be looked at. */
    public Path staging() {
        return folder.resolve("staging");
    }

    /** The Compose file of our own that labels the services. */
    public Path overrideFile() {
        return folder.resolve("override.yaml");
    }

    public BundleStore bundles() {
        return new BundleStore(folder.resolve("bundles"));
    }
}
