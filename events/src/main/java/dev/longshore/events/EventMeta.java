/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes of an event that are not its data.
 *
 * @param id unique with {@code source}; a UUIDv7, or derived where a retry could publish twice
 * @param source {@code /longshore/<service>/<host>}
 * @param traceparent W3C Trace Context
 * @param correlationId id of the first event of the chain
 * @param causationId id of the event that caused this one; null for the first of a chain
 */
public record EventMeta(
        String id,
        String source,
        Instant time,
        String traceparent,
        String correlationId,
        @Nullable String causationId) {}
