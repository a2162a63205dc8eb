/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What only some providers let one choose.
 *
 * @param form whether form bodies are read besides JSON
 * @param username of HTTP Basic; null: any
 * @param header that carries the signature; null for the provider's own
 * @param prefix what stands before the hexadecimal signature; null: the name of its algorithm and {@code =}
 * @param algorithm {@code sha256} or {@code sha512}; null: whichever of them the prefix names
 * @param deliveryHeader that carries the id of the delivery; null for none
 * @param fields where in a body is what: keys among {@link #FIELDS}; what is missing is at its own name in the body's top level
 * @param event which deliveries are pushes; null: all of them
 */
public record WebhookOptions(
        boolean form,
        @Nullable String username,
        @Nullable String header,
        @Nullable String prefix,
        @Nullable String algorithm,
        @Nullable String deliveryHeader,
        Map<String, JsonPointer> fields,
        @Nullable EventFilter event) {
    /** What a generic body may tell. */
    public static final List<String> FIELDS =
            List.of("repository", "ref", "branch", "before", "after", "deliveryId", "pusher");

    /** What is right for almost everyone. */
    public static final WebhookOptions DEFAULT = new WebhookOptions(true, null, null, null, null, null, Map.of(), null);

    public WebhookOptions {
        fields = Map.copyOf(fields);
    }

    /**
     * Tells pushes from other events.
     *
     * @param field where the body names its event
     * @param push the names of events that are pushes
     */
    public record EventFilter(JsonPointer field, List<String> push) {
        public EventFilter {
            push = List.copyOf(push);
        }
    }
}
