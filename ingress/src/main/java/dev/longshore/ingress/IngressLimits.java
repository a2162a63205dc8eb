/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.IngressConfig;
import java.time.Duration;

/**
 * What one sender, or all of them together, may take.
 *
 * @param maxBody bytes of one body
 * @param maxBuffered bytes of all bodies that are held at once
 * @param maxRequests requests of one endpoint that are answered at once
 * @param headerTimeout from a connection's opening, or its last answer, to the end of the next header block
 * @param bodyTimeout from the headers to the end of the body
 * @param publishTimeout for the log to acknowledge
 */
record IngressLimits(
        long maxBody,
        long maxBuffered,
        int maxRequests,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration publishTimeout) {
    private static final long STANDARD_BUFFERED = 64L << 20;

    /** The bodies held at once take at most a quarter of the heap, since each is copied once, or one body if that is more. */
    static IngressLimits of(IngressConfig config) {
        long share = Math.min(STANDARD_BUFFERED, Runtime.getRuntime().maxMemory() / 4);
        return new IngressLimits(
                config.maxBody(),
                Math.max(config.maxBody(), share),
                config.maxRequests(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(3800));
    }
}
