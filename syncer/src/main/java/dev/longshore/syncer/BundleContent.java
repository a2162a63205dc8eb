/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.StackId;
import dev.longshore.events.Topic;
import dev.longshore.events.kafka.FencedPublisher;
import java.util.List;
import java.util.Map;

/** The bundle of a revision that is about to be announced. */
sealed interface BundleContent {
    /** Bytes of it that {@link #place} puts on the log. */
    int bytes();

    /** Bytes of the whole. */
    long size();

    /** Where it is; puts it there, as a part of the transaction, if it is not on the log yet. */
    BundlePointer place(FencedPublisher.Transaction transaction, StackId stack);

    /** On the log already. */
    record Stored(BundlePointer pointer) implements BundleContent {
        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public long size() {
            return pointer.size();
        }

        @Override
        public BundlePointer place(FencedPublisher.Transaction transaction, StackId stack) {
            return pointer;
        }
    }

    /** So small that it travels in the transaction that announces it: a single chunk. */
    final class Small implements BundleContent {
        private final String sha256;
        private final int partition;
        private final byte[] chunk;

        /** @param partition that the chunks of its stack go to */
        Small(String sha256, int partition, byte[] chunk) {
            this.sha256 = sha256;
            this.partition = partition;
            this.chunk = chunk;
        }

        @Override
        public int bytes() {
            return chunk.length;
        }

        @Override
        public long size() {
            return chunk.length;
        }

        @Override
        public BundlePointer place(FencedPublisher.Transaction transaction, StackId stack) {
            String key = BundlePointer.chunkKey(stack, sha256, 0);
            List<Long> offsets = transaction.publish(Topic.BUNDLE, partition, List.of(Map.entry(key, chunk)));
            return new BundlePointer(partition, offsets, sha256, chunk.length);
        }
    }
}
