/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.push;

import io.vertx.core.MultiMap;

/** How one provider writes a push. Safe for use by many threads. */
public interface PushDialect {
    /**
     * Reads an authenticated delivery.
     *
     * @throws UnusablePayloadException when it is not what the provider would send
     */
    Reading read(MultiMap headers, byte[] json) throws UnusablePayloadException;
}
