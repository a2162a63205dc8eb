/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionProgressTest {
    private final PartitionProgress progress = new PartitionProgress();

    @Test
    void goesOnOnlyOverWhatIsDoneWithoutAGap() {
        begin(3, 4, 7);

        assertThat(progress.finish(4)).isEmpty();
        assertThat(progress.finish(7)).isEmpty();
        assertThat(progress.finish(3)).hasValue(8);
    }

    @Test
    void goesOnAfterEachRecordThatIsDoneInOrder() {
        begin(0, 1);

        assertThat(progress.finish(0)).hasValue(1);
        assertThat(progress.finish(1)).hasValue(2);
    }

    @Test
    void knowsNothingOfRecordsItDidNotBegin() {
        begin(5);

        assertThat(progress.finish(4)).isEmpty();
        assertThat(progress.finish(9)).isEmpty();
        assertThat(progress.finish(5)).hasValue(6);
        assertThat(progress.finish(5)).isEmpty();
    }

    @Test
    void pausesOnceAndResumesOnce() {
        begin(0, 1, 2);

        assertThat(progress.pauseAbove(3)).isFalse();
        assertThat(progress.pauseAbove(2)).isTrue();
        assertThat(progress.pauseAbove(2)).isFalse();
        assertThat(progress.resumeBelow(2)).isFalse();
        progress.finish(0);
        assertThat(progress.resumeBelow(2)).isTrue();
        assertThat(progress.resumeBelow(2)).isFalse();
    }

    private void begin(long... offsets) {
        for (long offset : offsets) {
            progress.begin(offset);
        }
    }
}
