/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import java.time.Duration;

/**
 * What readers, one or all of them together, may take.
 *
 * @param maxRequests requests that are answered at once, streams aside
 * @param headerTimeout from a connection's opening, or its last answer, to the end of the next header block
 * @param keepAlive silence after which a stream is given a comment
 * @param stall how long the reader of a stream may take for what was sent before it is cut off
 */
record ApiLimits(int maxRequests, Duration headerTimeout, Duration keepAlive, Duration stall) {
    static final ApiLimits STANDARD =
            new ApiLimits(64, Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30));

    /** Of a stream, in the kernel: with less, distant readers would be slow; with more, absent ones would cost memory. */
    static final int SEND_BUFFER = 128 << 10;

    /** Of a stream, not handled yet. */
    static final int FETCH_BYTES = 1 << 20;

    /** What is written to a stream at once, or one event if that is larger. */
    static final int CHUNK = 32 << 10;
}
