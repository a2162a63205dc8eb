/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosingBrokerFilterTest {
    private static final String COORDINATOR = "org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime";

    private final ClosingBrokerFilter filter = new ClosingBrokerFilter();

    @Test
    void leavesOutTasksThatAClosingBrokerRefuses() {
        assertThat(filter.decide(event(COORDINATOR, new RejectedExecutionException("EventProcessor is closed."))))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void keepsOtherErrorsOfTheCoordinator() {
        assertThat(filter.decide(event(COORDINATOR, new IllegalStateException("broken"))))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(filter.decide(event(COORDINATOR, null))).isEqualTo(FilterReply.NEUTRAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.apache.kafka.storage.internals.log.LogManager", "dev.longshore.applier.Applier"})
    void keepsRefusalsOfOthers(String logger) {
        assertThat(filter.decide(event(logger, new RejectedExecutionException("full"))))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    private static ILoggingEvent event(String logger, @Nullable Throwable thrown) {
        Logger source = new LoggerContext().getLogger(logger);
        return new LoggingEvent(ClosingBrokerFilterTest.class.getName(), source, Level.ERROR, "failed", thrown, null);
    }
}
