/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed, kept for a human.
 *
 * @param originalKey the record's key, printable; null if it had none
 * @param reason stable dotted code, such as {@code decode.json}
 * @param headers the record's headers, printable and bounded
 * @param value the record's first bytes, Base64
 * @param valueBytes how long the record's value was
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        @Nullable String originalKey,
        String reason,
        String message,
        Map<String, String> headers,
        String value,
        long valueBytes)
        implements Event {
    public DeadLetter {
        headers = Map.copyOf(headers);
    }

    @Override
    public String key() {
        return originalKey == null ? topic + "/" + partition : originalKey;
    }

    @Override
    public String subject() {
        return topic + "/" + partition + "/" + offset;
    }
}
