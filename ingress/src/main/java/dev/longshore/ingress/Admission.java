/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lets in as many requests, and as many bytes of bodies, as fit at once. */
final class Admission {
    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Admission(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    /** A place for one request; empty when there is none. */
    Optional<Ticket> enter() {
        if (requests.incrementAndGet() > maxRequests) {
            requests.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Ticket());
    }

    /** One request's place, to be given back once. */
    final class Ticket {
        private long reserved;

        /** Reserves room for more bytes of the body; false when there is none. */
        boolean reserve(int more) {
            if (bytes.addAndGet(more) > maxBytes) {
                bytes.addAndGet(-more);
                return false;
            }
            reserved += more;
            return true;
        }

        /** Gives back the place and all reserved bytes. */
        void leave() {
            bytes.addAndGet(-reserved);
            requests.decrementAndGet();
        }
    }
}
