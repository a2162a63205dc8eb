/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.http.Refusal;
import dev.longshore.ingress.verify.Hmac;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;

/** Every path that is not configured. A POST costs as much as a wrong signature does, so that time does not tell which hooks exist. */
final class UnknownEndpoint implements Endpoint {
    private final byte[] key = new byte[32];

    UnknownEndpoint() {
        new SecureRandom().nextBytes(key);
    }

    @Override
    public String name() {
        return "unknown";
    }

    @Override
    public void admit(HttpMethod method, MultiMap headers) throws Refusal {
        if (!method.equals(HttpMethod.POST)) {
            throw notFound();
        }
    }

    @Override
    public Decision decide(MultiMap headers, byte[] body) throws Refusal {
        Hmac.SHA256.of(key, body);
        throw notFound();
    }

    private static Refusal notFound() {
        return Refusal.notFound("nothing is configured at this path");
    }
}
