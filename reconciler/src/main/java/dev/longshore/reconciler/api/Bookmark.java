/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.Topic;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.LogFollower.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * How far a reader has come in each partition of some topics: the id of an event in a stream. Written as
 * {@code v1~<topic>.<identity>.<offset>.<offset>…~<topic>…~<checksum>}, numbers to the base 36, in letters that need no escape in a header
 * or URL.
 */
final class Bookmark {
    /** More than hundreds of partitions need. */
    private static final int MAX_LENGTH = 16 << 10;

    private static final String VERSION = "v1";
    private static final int RADIX = 36;
    private static final Pattern MARK = Pattern.compile("([a-z-]{1,20})\\.([0-9a-z]{1,7})((?:\\.[0-9a-z]{1,12})+)");

    /**
     * @param identity of the topic, shortened
     * @param next for each partition, the first offset that was not seen
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Mark(String identity, long[] next) {}

    private final Map<Topic, Mark> marks;

    Bookmark(Map<Topic, Mark> marks) {
        this.marks = new EnumMap<>(marks);
    }

    /** In which topics it says anything, and what. */
    Map<Topic, Mark> marks() {
        return marks;
    }

    /** Everything before {@code offset} has been seen there. Places of other topics do not matter. */
    void advance(Place place, long offset) {
        Mark mark = marks.get(place.topic());
        if (mark != null && place.partition() < mark.next().length) {
            mark.next()[place.partition()] = offset;
        }
    }

    /** Short for the id of a topic. */
    static String identity(String topicId) {
        return Long.toString(checksum(topicId), RADIX);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(VERSION);
        marks.forEach((topic, mark) -> {
            text.append('~').append(shortName(topic)).append('.').append(mark.identity());
            for (long offset : mark.next()) {
                text.append('.').append(Long.toString(offset, RADIX));
            }
        });
        return text + "~" + Long.toString(checksum(text.toString()), RADIX);
    }

    /** Reads what {@link #toString} wrote. */
    static Bookmark parse(String text) throws Refusal {
        List<String> parts = text.length() > MAX_LENGTH ? List.of() : Arrays.asList(text.split("~", -1));
        int last = parts.size() - 1;
        boolean isWhole = last >= 2
                && parts.get(0).equals(VERSION)
                && parts.get(last).equals(Long.toString(checksum(text.substring(0, text.lastIndexOf('~'))), RADIX));
        if (!isWhole) {
            throw malformed();
        }
        Map<Topic, Mark> marks = new EnumMap<>(Topic.class);
        for (String part : parts.subList(1, last)) {
            read(part, marks);
        }
        return new Bookmark(marks);
    }

    private static void read(String part, Map<Topic, Mark> into) throws Refusal {
        Matcher mark = MARK.matcher(part);
        if (!mark.matches()) {
            throw malformed();
        }
        Topic topic = Topic.named("longshore." + mark.group(1)).orElseThrow(Bookmark::malformed);
        List<Long> next = new ArrayList<>();
        for (String offset : mark.group(3).substring(1).split("\\.", -1)) {
            next.add(Long.parseLong(offset, RADIX)); // 12 digits to the base 36 fit
        }
        into.put(
                topic,
                new Mark(mark.group(2), next.stream().mapToLong(Long::longValue).toArray()));
    }

    private static Refusal malformed() {
        return Refusal.badRequest(
                "the Last-Event-ID is none of this server's; send the last 'id:' as it came, or none to begin now");
    }

    private static String shortName(Topic topic) {
        return topic.topicName().substring("longshore.".length());
    }

    private static long checksum(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }
}
