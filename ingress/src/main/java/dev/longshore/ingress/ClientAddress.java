/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.AddressRange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Who sends: the peer, or, where that is a proxy we trust, whom the proxy names. */
final class ClientAddress {
    private static final int MAX_HOPS = 20;

    private ClientAddress() {}

    /** An address in numbers; {@code unknown} where there is none. */
    static String of(HttpServerRequest request, List<AddressRange> trusted) {
        String peer = request.remoteAddress() == null || request.remoteAddress().hostAddress() == null
                ? "unknown"
                : request.remoteAddress().hostAddress();
        return of(peer, request.headers(), trusted);
    }

    /** The last address of {@code X-Forwarded-For} that is not itself a trusted proxy: those before it anyone may have written. */
    static String of(String peer, MultiMap headers, List<AddressRange> trusted) {
        if (!isIn(trusted, peer)) {
            return peer;
        }
        String[] hops = String.join(",", headers.getAll("X-Forwarded-For")).split(",", -1);
        String client = peer;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MAX_HOPS); i--) {
            String hop = hops[i].trim();
            if (!AddressRange.isAddress(hop)) {
                return client;
            }
            client = hop;
            if (!isIn(trusted, hop)) {
                return client;
            }
        }
        return client;
    }

    private static boolean isIn(List<AddressRange> trusted, String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}
