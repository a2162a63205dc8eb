/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether a command that asks for something waits for what comes of it, and for how long. */
final class WaitOption {
    @Option(names = "--wait", description = "Wait for what every host that is alive makes of it.")
    boolean wait;

    @Option(
            names = "--timeout",
            defaultValue = "2m",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long to wait; default: ${DEFAULT-VALUE}")
    Duration timeout = Duration.ofMinutes(2);
}
