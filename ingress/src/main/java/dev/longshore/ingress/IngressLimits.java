/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import java.time.Duration;

/**
 * What one sender, or all of them together, may take.
 *
 * @param maxBody bytes of one body
 * @param maxBuffered bytes of all bodies that are held at once
 * @param maxRequests requests that are answered at once
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
    static final int MAX_HEADER_BYTES = 64 << 10;
    static final int MAX_REQUEST_LINE = 8 << 10;
    private static final long STANDARD_BUFFERED = 64L << 20;

    static IngressLimits standard(long maxBody) {
        return new IngressLimits(
                maxBody,
                Math.max(maxBody, STANDARD_BUFFERED),
                128,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(4));
    }
}
