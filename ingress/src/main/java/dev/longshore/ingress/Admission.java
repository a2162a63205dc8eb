/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lets in as many requests of one endpoint, and as many bytes of all bodies, as fit at once. */
final class Admission {
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** A place for one request among {@code max}; empty when there is none. */
    Optional<Ticket> enter(Endpoint endpoint, int max) {
        AtomicInteger own = requests.computeIfAbsent(endpoint.name(), name -> new AtomicInteger());
        if (own.incrementAndGet() > max) {
            own.decrementAndGet();
            return Optional.empty();
        }
        all.incrementAndGet();
        return Optional.of(new Ticket(own));
    }

    /** Requests that are being answered. */
    int inFlight() {
        return all.get();
    }

    /** Bytes of bodies that are held. */
    long bytes() {
        return bytes.get();
    }

    /** One request's place, to be given back once. */
    final class Ticket {
        private final AtomicInteger own;
        private long reserved;

        private Ticket(AtomicInteger own) {
            this.own = own;
        }

        /** Reserves room for more bytes of the body; false when all bodies together would have more than {@code max}. */
        boolean reserve(int more, long max) {
            if (bytes.addAndGet(more) > max) {
                bytes.addAndGet(-more);
                return false;
            }
            reserved += more;
            return true;
        }

        /** Gives back the place and all reserved bytes. */
        void leave() {
            bytes.addAndGet(-reserved);
            all.decrementAndGet();
            own.decrementAndGet();
        }
    }
}
