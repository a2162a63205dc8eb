/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import dev.longshore.events.http.SecretsUnreadableException;

/** How one webhook's deliveries are authenticated. Safe for use by many threads. */
@FunctionalInterface
public interface Verifier {
    /**
     * Whether the delivery was made with one of the webhook's secrets. All the work is also done for one that was not.
     *
     * @throws SecretsUnreadableException if it was made with none that can be read, and another cannot be read
     */
    boolean accepts(Delivery delivery) throws SecretsUnreadableException;
}
