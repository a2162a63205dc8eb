/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which records of one partition are acknowledged. Everything before {@code position} is, but for the few that are open; those travel in
 * the metadata of the committed offset, so that one slow record does not make those after it be read again. Confined to one thread.
 */
final class PartitionReceipts {
    private static final String FORMAT = "open";
    private static final int RADIX = 36;
    /** What Kafka accepts by default ({@code offset.metadata.max.bytes}). */
    private static final int MAX_METADATA = 4096;

    /** Everything before it was acknowledged in an earlier life, but for what {@code left} has. */
    private final long past;

    private final NavigableSet<Long> left;
    private final TreeSet<Long> open = new TreeSet<>();
    /** Before it everything was read in this life. */
    private long position;

    private PartitionReceipts(long past, NavigableSet<Long> left) {
        this.past = past;
        this.left = left;
    }

    /** Nothing before {@code offset} is to be handed over. */
    static PartitionReceipts from(long offset) {
        return new PartitionReceipts(offset, new TreeSet<>());
    }

    /** As it was committed; what another program wrote as metadata counts as none. */
    static PartitionReceipts of(OffsetAndMetadata committed) {
        String[] words = committed.metadata().split(" ", -1);
        try {
            if (words.length < 2 || !words[0].equals(FORMAT)) {
                return from(committed.offset());
            }
            TreeSet<Long> left = new TreeSet<>(List.of(committed.offset()));
            for (int i = 2; i < words.length; i++) {
                left.add(left.last() + Long.parseLong(words[i], RADIX));
            }
            return new PartitionReceipts(committed.offset() + Long.parseLong(words[1], RADIX), left);
        } catch (NumberFormatException e) {
            return from(committed.offset());
        }
    }

    /** Whether this record was acknowledged in an earlier life. */
    boolean isPast(long offset) {
        return offset < past && !left.contains(offset);
    }

    /** Whether it lies behind all that was handed over in an earlier life. */
    boolean isNew(long offset) {
        return offset >= past;
    }

    /** Whether everything was read again that an earlier life has read. */
    boolean hasReachedNew() {
        return position >= past;
    }

    /** It is handed over now. */
    void begin(long offset) {
        open.add(offset);
        reach(offset + 1);
    }

    /** The consumer has read everything before {@code next}. */
    void reach(long next) {
        position = Math.max(position, next);
    }

    /** Whether it was open. */
    boolean acknowledge(long offset) {
        return open.remove(offset);
    }

    /** The first record that may have to be handed over. {@code begin}: before it nothing is left on the log. */
    long start(long begin) {
        return Math.max(begin, left.isEmpty() ? past : left.first());
    }

    int open() {
        return open.size();
    }

    /** What to commit. More open ones than the metadata can name are read again after a restart. */
    OffsetAndMetadata committable() {
        TreeSet<Long> missing = new TreeSet<>(open);
        left.tailSet(position, true).stream().filter(offset -> offset < past).forEach(missing::add);
        long end = Math.max(position, past);
        if (missing.isEmpty()) {
            return new OffsetAndMetadata(end);
        }
        List<String> words = new ArrayList<>(List.of(FORMAT, Long.toString(end - missing.first(), RADIX)));
        long before = missing.first();
        for (long offset : missing.tailSet(before, false)) {
            words.add(Long.toString(offset - before, RADIX));
            before = offset;
        }
        String metadata = String.join(" ", words);
        return metadata.length() > MAX_METADATA
                ? new OffsetAndMetadata(missing.first())
                : new OffsetAndMetadata(missing.first(), metadata);
    }
}
