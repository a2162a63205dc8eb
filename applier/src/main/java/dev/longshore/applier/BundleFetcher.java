/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.BundleStore;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.BrokerUnreachableException;
import dev.longshore.events.kafka.RecordReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets bundles from the log, chunk by chunk into a file: none is ever in memory as a whole. Blocking. */
final class BundleFetcher {
    /** Nobody may make a host write more than this; far above any {@code maxBundle} that makes sense. */
    private static final long LIMIT_BYTES = 1L << 30;

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final RecordReader reader;

    BundleFetcher(RecordReader reader) {
        this.reader = reader;
    }

    /**
     * The bundle, from the store if it is there.
     *
     * @throws RefusedException if what is on the log is not what the pointer says
     * @throws PostponedException {@code bundle.missing} if a chunk is gone, so a newer revision is on its way; {@code broker.unavailable}
     */
    Path fetch(StackId stack, BundlePointer pointer, BundleStore store) throws IOException {
        Optional<Path> known = store.find(pointer.sha256());
        if (known.isPresent()) {
            return known.get();
        }
        if (pointer.size() > LIMIT_BYTES) {
            throw new RefusedException("bundle.limits", "the bundle has " + pointer.size() + " bytes");
        }
        Path partial = store.partial(pointer.sha256());
        try {
            download(stack, pointer, partial);
            return store.accept(partial, pointer.sha256());
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void download(StackId stack, BundlePointer pointer, Path partial) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream file = Files.newOutputStream(partial)) {
            Chunks chunks = new Chunks(stack, pointer, digest, file);
            boolean complete =
                    reader.read(Topic.BUNDLE, pointer.partition(), pointer.offsets(), DEADLINE, chunks::accept);
            if (!complete || chunks.gone) {
                throw new PostponedException(
                        "bundle.missing",
                        "the bundle is not on the log any more; waiting for a newer revision (longshore sync --force"
                                + " makes one)");
            }
        } catch (BrokerUnreachableException e) {
            throw new PostponedException("broker.unavailable", String.valueOf(e.getMessage()), e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(pointer.sha256())) {
            throw new RefusedException(
                    "bundle.corrupt", "the bundle on the log does not have the digest it should have");
        }
    }

    /** Checks and writes chunks as they come. */
    private static final class Chunks {
        private final StackId stack;
        private final BundlePointer pointer;
        private final MessageDigest digest;
        private final OutputStream file;
        private long written;
        private boolean gone;

        Chunks(StackId stack, BundlePointer pointer, MessageDigest digest, OutputStream file) {
            this.stack = stack;
            this.pointer = pointer;
            this.digest = digest;
            this.file = file;
        }

        void accept(int index, @Nullable String key, byte @Nullable [] chunk) throws IOException {
            String expected = BundlePointer.chunkKey(stack, pointer.sha256(), index);
            if (!expected.equals(key)) {
                throw new RefusedException("bundle.corrupt", "chunk " + index + " of the bundle is another record");
            }
            if (chunk == null) {
                gone = true;
                return;
            }
            written += chunk.length;
            if (written > pointer.size()) {
                throw new RefusedException("bundle.corrupt", "the bundle on the log is larger than announced");
            }
            digest.update(chunk);
            file.write(chunk);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
