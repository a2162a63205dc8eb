/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.FencedPublisher;
import dev.longshore.events.kafka.UnpublishedException;
import dev.longshore.syncer.stacks.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts bundles on {@code longshore.bundle}, in chunks, and takes old ones off. Fenced like everything else: a chunk that an owner of the
 * past wrote again, under the same key, would let the broker compact away the one that a revision points at (ADR 8).
 */
final class BundleSender {
    /** Chunks in one transaction: 4 MiB. */
    private static final int WINDOW = 8;

    private final FencedPublisher publisher;

    BundleSender(FencedPublisher publisher) {
        this.publisher = publisher;
    }

    /** All chunks of a stack go to the partition that the stack's key hashes to. */
    int partitionOf(StackId stack) throws UnpublishedException {
        return publisher.partitionOf(Topic.BUNDLE, stack.toString());
    }

    /** Sends a bundle in as many short transactions as it takes. */
    BundlePointer send(StackId stack, Bundle bundle) throws UnpublishedException, IOException {
        int partition = partitionOf(stack);
        List<Long> offsets = new ArrayList<>();
        try (InputStream in = bundle.open()) {
            List<Map.Entry<String, byte[]>> window = window(stack, bundle, in, 0);
            while (!window.isEmpty()) {
                List<Map.Entry<String, byte[]>> chunks = window;
                offsets.addAll(publisher.transact(transaction -> transaction.publish(Topic.BUNDLE, partition, chunks)));
                window = window(stack, bundle, in, offsets.size());
            }
        }
        return new BundlePointer(partition, offsets, bundle.sha256(), bundle.size());
    }

    private static List<Map.Entry<String, byte[]>> window(StackId stack, Bundle bundle, InputStream in, int first)
            throws IOException {
        List<Map.Entry<String, byte[]>> chunks = new ArrayList<>();
        while (chunks.size() < WINDOW) {
            byte[] chunk = in.readNBytes(BundlePointer.CHUNK_BYTES);
            if (chunk.length == 0) {
                break;
            }
            String key = BundlePointer.chunkKey(stack, bundle.sha256(), first + chunks.size());
            chunks.add(Map.entry(key, chunk));
        }
        return chunks;
    }

    /** Takes a bundle off that was sent but never announced. */
    void dropUnused(StackId stack, BundlePointer sent, Optional<AnnouncedRevisions.Announced> last)
            throws UnpublishedException {
        if (last.isEmpty() || !last.get().uses(sent)) {
            publisher.transact(transaction -> {
                drop(transaction, stack, sent);
                return sent;
            });
        }
    }

    /** Lets the broker drop a bundle that nobody needs any more. */
    static void drop(FencedPublisher.Transaction transaction, StackId stack, BundlePointer old) {
        for (int i = 0; i < old.offsets().size(); i++) {
            transaction.retract(Topic.BUNDLE, old.partition(), BundlePointer.chunkKey(stack, old.sha256(), i));
        }
    }
}
