/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.Topic;
import dev.longshore.events.http.Refusal;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.LogRanges.Range;
import dev.longshore.events.kafka.LogRanges.TopicRange;
import dev.longshore.reconciler.api.Opening.From;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private static final Map<Topic, TopicRange> LOG =
            Map.of(Topic.SOURCE, range("one", 5, 10, 0, 3), Topic.DEPLOYMENT, range("two", 0, 1_000_000_000_000L));

    @Test
    void beginsNowOrAtTheBeginning() {
        assertThat(Opening.of(LOG, null, From.NOW).positions())
                .isEqualTo(Map.of(
                        new Place(Topic.SOURCE, 0), 10L,
                        new Place(Topic.SOURCE, 1), 3L,
                        new Place(Topic.DEPLOYMENT, 0), 1_000_000_000_000L));
        assertThat(Opening.of(LOG, null, From.BEGINNING).positions())
                .isEqualTo(Map.of(
                        new Place(Topic.SOURCE, 0), 5L,
                        new Place(Topic.SOURCE, 1), 0L,
                        new Place(Topic.DEPLOYMENT, 0), 0L));
    }

    @Test
    void goesOnWhereTheBookmarkIs() throws Exception {
        Bookmark bookmark = Opening.of(LOG, null, From.NOW).bookmark();
        bookmark.advance(new Place(Topic.SOURCE, 0), 7);
        bookmark.advance(new Place(Topic.SYNC, 0), 7); // of no topic of ours

        Opening opening = opened(LOG, bookmark);

        assertThat(opening.gaps()).isEmpty();
        assertThat(opening.positions())
                .containsEntry(new Place(Topic.SOURCE, 0), 7L)
                .hasSize(3);
        assertThat(opening.bookmark()).hasToString(bookmark.toString());
    }

    @Test
    void saysWhenWhatFollowsIsNotKeptAnyMore() throws Exception {
        Bookmark old = Opening.of(Map.of(Topic.SOURCE, range("one", 0, 4, 0, 3)), null, From.NOW)
                .bookmark();

        Opening opening = opened(LOG, old);

        assertThat(opening.gaps()).containsExactly(Topic.SOURCE);
        assertThat(opening.positions())
                .containsEntry(new Place(Topic.SOURCE, 0), 5L)
                .containsEntry(new Place(Topic.SOURCE, 1), 3L)
                .as("of a topic it does not know, from now on")
                .containsEntry(new Place(Topic.DEPLOYMENT, 0), 1_000_000_000_000L);
    }

    @Test
    void beginsAnewInALogThatWasMadeAnew() throws Exception {
        Bookmark other = Opening.of(Map.of(Topic.SOURCE, range("other", 0, 7, 0, 2)), null, From.NOW)
                .bookmark();
        Bookmark ahead = Opening.of(Map.of(Topic.SOURCE, range("one", 0, 11, 0, 3)), null, From.NOW)
                .bookmark();

        assertThat(opened(LOG, other).gaps()).containsExactly(Topic.SOURCE);
        assertThat(opened(LOG, other).positions()).containsEntry(new Place(Topic.SOURCE, 1), 0L);
        assertThat(opened(LOG, ahead).gaps()).containsExactly(Topic.SOURCE);
        assertThat(opened(LOG, ahead).positions()).containsEntry(new Place(Topic.SOURCE, 0), 5L);
    }

    @Test
    void everythingInANewPartitionIsNews() throws Exception {
        Bookmark few = Opening.of(Map.of(Topic.SOURCE, range("one", 0, 10)), null, From.NOW)
                .bookmark();

        assertThat(opened(LOG, few).gaps()).isEmpty();
        assertThat(opened(LOG, few).positions())
                .containsEntry(new Place(Topic.SOURCE, 0), 10L)
                .containsEntry(new Place(Topic.SOURCE, 1), 0L);
    }

    @Test
    void readsNothingButWhatItWrote() throws Exception {
        String text = Opening.of(LOG, null, From.NOW).bookmark().toString();
        assertThat(text).matches("[A-Za-z0-9.~-]+");
        assertThat(Bookmark.parse(text)).hasToString(text);
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            char[] other = text.toCharArray();
            int at = random.nextInt(other.length);
            other[at] = (char) (' ' + random.nextInt(95));
            String changed = new String(other);
            if (!changed.equals(text)) {
                assertThatThrownBy(() -> Bookmark.parse(changed)).isInstanceOf(Refusal.class);
            }
            assertThatThrownBy(() -> Bookmark.parse(text.substring(0, at))).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> Bookmark.parse("~".repeat(70_000))).isInstanceOf(Refusal.class);
    }

    private static Opening opened(Map<Topic, TopicRange> log, @Nullable Bookmark bookmark) throws Refusal {
        return Opening.of(log, bookmark == null ? null : Bookmark.parse(bookmark.toString()), From.NOW);
    }

    /** @param offsets beginning and end of each partition */
    private static TopicRange range(String id, long... offsets) {
        Range[] partitions = new Range[offsets.length / 2];
        Arrays.setAll(partitions, number -> new Range(offsets[2 * number], offsets[2 * number + 1]));
        return new TopicRange(id, Arrays.asList(partitions));
    }
}
