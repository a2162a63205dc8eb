/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.options;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How a service logs: to standard error, as lines for people or as JSON. */
public final class LogOptions {
    /** The shape of a log line. */
    public enum Format {
        TEXT,
        JSON
    }

    /**
     * Kafka warns of what is in order in a broker that starts, stops or is alone. Sshd warns of each connection that fails, which the
     * syncer reports itself.
     */
    private static final List<String> SILENT = List.of(
            "org.apache.kafka",
            "kafka",
            "state.change.logger",
            "org.apache.sshd",
            "org.eclipse.jgit.internal.transport.sshd");

    /** Libraries that report at INFO what only their developers need. */
    private static final List<String> QUIET =
            List.of("io.vertx", "io.netty", "org.eclipse.jgit", "com.github.dockerjava", "org.apache.hc");

    @Option(names = "--log-format", defaultValue = "text", description = "text or json; default: ${DEFAULT-VALUE}")
    Format format = Format.TEXT;

    @Option(
            names = "--log-level",
            defaultValue = "info",
            description = "error, warn, info, debug or trace; default: ${DEFAULT-VALUE}")
    String level = "info";

    /** Puts these options in force. */
    public void apply() {
        configure(format, Level.toLevel(level, Level.INFO));
    }

    /** One-shot commands log only what went wrong. */
    public static void quiet() {
        configure(Format.TEXT, Level.WARN);
    }

    /** The demo tells itself what goes wrong on purpose. */
    public static void errorsOnly() {
        configure(Format.TEXT, Level.ERROR);
    }

    private static void configure(Format format, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, format));
        appender.addFilter(new ClosingBrokerFilter());
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        SILENT.forEach(
                name -> context.getLogger(name).setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.ERROR : level));
        // "Timed out heartbeat": on a busy machine, and without consequence, for it counts all the same.
        context.getLogger("org.apache.kafka.controller.ReplicationControlManager")
                .setLevel(Level.OFF);
        QUIET.forEach(
                name -> context.getLogger(name).setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.WARN : level));
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
        if (format == Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%d{HH:mm:ss.SSS} %-5level %-20logger{0} %msg %kvp%n%rEx{20}");
        text.start();
        return text;
    }
}
