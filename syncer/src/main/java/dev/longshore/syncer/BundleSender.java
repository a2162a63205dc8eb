/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.Position;
import dev.longshore.syncer.stacks.Bundle;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts bundles on {@code longshore.bundle}, in chunks, and takes old ones off. */
final class BundleSender {
    /** Chunks on their way at once: 4 MiB, a part of the producer's buffer, so that other repositories are not held up. */
    private static final int WINDOW = 8;

    private final EventPublisher publisher;

    BundleSender(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** Sends all chunks to the partition that the stack's key hashes to, and waits until the log has them. */
    BundlePointer send(StackId stack, Bundle bundle) throws UnpublishedException, IOException {
        int partition = Acknowledgement.await(publisher.partitionOf(Topic.BUNDLE, stack.toString()));
        List<Long> offsets = new ArrayList<>();
        try (InputStream in = bundle.open()) {
            List<Future<Position>> window = new ArrayList<>();
            int index = 0;
            for (byte[] chunk = next(in); chunk.length > 0; chunk = next(in)) {
                String key = BundlePointer.chunkKey(stack, bundle.sha256(), index++);
                window.add(publisher.publish(Topic.BUNDLE, partition, key, chunk));
                if (window.size() == WINDOW) {
                    settle(window, offsets);
                }
            }
            settle(window, offsets);
        }
        return new BundlePointer(partition, offsets, bundle.sha256(), bundle.size());
    }

    private static byte[] next(InputStream in) throws IOException {
        return in.readNBytes(BundlePointer.CHUNK_BYTES);
    }

    private static void settle(List<Future<Position>> window, List<Long> offsets) throws UnpublishedException {
        for (Future<Position> sent : window) {
            offsets.add(Acknowledgement.await(sent).offset());
        }
        window.clear();
    }

    /** Lets the broker drop a bundle that nobody needs any more. Null for none. */
    void drop(StackId stack, @Nullable BundlePointer old) throws UnpublishedException {
        if (old == null) {
            return;
        }
        List<Future<Position>> sent = new ArrayList<>();
        for (int i = 0; i < old.offsets().size(); i++) {
            String key = BundlePointer.chunkKey(stack, old.sha256(), i);
            sent.add(publisher.publish(Topic.BUNDLE, old.partition(), key, null));
        }
        Acknowledgement.await(Future.all(sent));
    }
}
