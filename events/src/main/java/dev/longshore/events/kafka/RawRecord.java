/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers and value of a record nobody understood. */
@SuppressWarnings("ArrayRecordComponent") // never compared, only carried to the dead letter
public record RawRecord(Map<String, String> headers, byte @Nullable [] value) {}
