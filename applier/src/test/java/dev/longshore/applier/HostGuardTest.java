/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.applier.store.HostIdentity;
import dev.longshore.events.HostAlive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostGuardTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> did = new ArrayList<>();
    private final HostGuard guard = new HostGuard(
            new HostIdentity("host-1", "own"), now::get, () -> did.add("answered"), () -> did.add("gave way"));

    @Test
    void givesWayAsTheNewcomer() {
        guard.heard(alive("host-1", "other"));
        guard.heard(alive("host-1", "other"));

        assertThat(did).containsExactly("gave way");
    }

    @Test
    void answersANewcomer() {
        now.set(Duration.ofMinutes(1).toNanos());

        guard.heard(alive("host-1", "other"));

        assertThat(did).containsExactly("answered");
    }

    @Test
    void ignoresItselfAndOtherHosts() {
        guard.heard(alive("host-1", "own"));
        guard.heard(alive("host-2", "other"));

        assertThat(did).isEmpty();
    }

    private static HostAlive alive(String host, String id) {
        return new HostAlive(host, id, Map.of(), Map.of());
    }
}
