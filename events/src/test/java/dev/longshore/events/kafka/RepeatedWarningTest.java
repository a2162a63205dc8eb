/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedWarningTest {
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final AtomicLong now = new AtomicLong();
    private final Logger log = new LoggerContext().getLogger("test");
    private final RepeatedWarning trouble = new RepeatedWarning(log, "here", now::get);

    @BeforeEach
    void listen() {
        log.setLevel(ch.qos.logback.classic.Level.INFO);
        told.start();
        log.addAppender(told);
    }

    @Test
    void tellsOfTroubleOnceAMinute() {
        for (int second = 0; second <= 90; second++) {
            now.set(Duration.ofSeconds(second).toNanos());
            trouble.warn("away", new IllegalStateException("no answer"));
        }

        assertThat(told.list).hasSize(2);
    }

    @Test
    void tellsOnceThatItIsOverAndThenOfNewTroubleAtOnce() {
        trouble.over("back");
        trouble.warn("away", new IllegalStateException("no answer"));
        trouble.over("back");
        trouble.over("back");
        trouble.warn("away", new IllegalStateException("no answer"));

        assertThat(told.list).extracting(ILoggingEvent::getMessage).containsExactly("away", "back", "away");
    }
}
