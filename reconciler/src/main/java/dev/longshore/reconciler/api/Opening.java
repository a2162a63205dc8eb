/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.Topic;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.LogRanges.Range;
import dev.longshore.events.kafka.LogRanges.TopicRange;
import dev.longshore.reconciler.api.Bookmark.Mark;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins.
 *
 * @param bookmark that place
 * @param gaps topics of which the reader may have missed events, because they are not kept any more
 */
record Opening(Bookmark bookmark, Set<Topic> gaps) {
    /** Where to begin in topics that the reader has no bookmark of. */
    enum From {
        BEGINNING,
        NOW
    }

    static Opening of(Map<Topic, TopicRange> ranges, @Nullable Bookmark last, From otherwise) {
        Map<Topic, Mark> marks = new EnumMap<>(Topic.class);
        Set<Topic> gaps = EnumSet.noneOf(Topic.class);
        ranges.forEach((topic, range) -> {
            Mark known = last == null ? null : last.marks().get(topic);
            String identity = Bookmark.identity(range.id());
            if (known == null) {
                marks.put(topic, fresh(identity, range.partitions(), otherwise));
            } else {
                Mark mark = resumed(identity, range.partitions(), known);
                marks.put(topic, mark);
                if (isBehind(mark, known)) {
                    gaps.add(topic);
                }
            }
        });
        return new Opening(new Bookmark(marks), gaps);
    }

    private static Mark fresh(String identity, List<Range> partitions, From otherwise) {
        return new Mark(
                identity,
                partitions.stream()
                        .mapToLong(range -> otherwise == From.NOW ? range.end() : range.beginning())
                        .toArray());
    }

    /** Everything in a partition that was not there yet is news. */
    private static Mark resumed(String identity, List<Range> partitions, Mark known) {
        long[] next = new long[partitions.size()];
        for (int number = 0; number < next.length; number++) {
            Range range = partitions.get(number);
            boolean isKept = known.identity().equals(identity)
                    && number < known.next().length
                    && known.next()[number] >= range.beginning()
                    && known.next()[number] <= range.end();
            next[number] = isKept ? known.next()[number] : range.beginning();
        }
        return new Mark(identity, next);
    }

    private static boolean isBehind(Mark mark, Mark known) {
        boolean isOther = !mark.identity().equals(known.identity());
        for (int number = 0; number < Math.min(mark.next().length, known.next().length); number++) {
            isOther |= mark.next()[number] != known.next()[number];
        }
        return isOther;
    }

    /** For each partition, the offset to read first. */
    Map<Place, Long> positions() {
        Map<Place, Long> positions = new HashMap<>();
        bookmark.marks().forEach((topic, mark) -> {
            for (int number = 0; number < mark.next().length; number++) {
                positions.put(new Place(topic, number), mark.next()[number]);
            }
        });
        return positions;
    }
}
