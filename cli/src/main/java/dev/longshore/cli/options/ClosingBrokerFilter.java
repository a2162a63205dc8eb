/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.options;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.RejectedExecutionException;

/**
 * Leaves out the errors with which a Kafka that stops right after its start names every task it no longer begins: it
 * reads them from its records the next time, and whoever looks for the reason of the stop should not have to read them.
 */
final class ClosingBrokerFilter extends Filter<ILoggingEvent> {
    private static final String COORDINATOR = "org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean closing = COORDINATOR.equals(event.getLoggerName())
                && thrown != null
                && RejectedExecutionException.class.getName().equals(thrown.getClassName());
        return closing ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
