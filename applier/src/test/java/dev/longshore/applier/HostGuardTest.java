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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> did = new ArrayList<>();
    private final HostGuard guard = guard("own", did);

    @Test
    void givesWayAsTheNewcomer() {
        guard.heard(alive("host-1", "other", true));
        guard.heard(alive("host-1", "other", true));

        assertThat(did).containsExactly("gave way");
    }

    @Test
    void answersANewcomer() {
        now.set(Duration.ofMinutes(1).toNanos());

        guard.heard(alive("host-1", "a newcomer with a lesser id", false));

        assertThat(did).containsExactly("answered");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void exactlyOneOfTwoThatAreEquallyOldStays(boolean established) {
        List<String> otherDid = new ArrayList<>();
        HostGuard other = guard("other", otherDid);
        now.set(established ? Duration.ofMinutes(1).toNanos() : 0);

        guard.heard(alive("host-1", "other", other.isEstablished()));
        other.heard(alive("host-1", "own", guard.isEstablished()));

        assertThat(did).containsExactly("gave way");
        assertThat(otherDid).containsExactly("answered");
    }

    @Test
    void ignoresItselfAndOtherHosts() {
        guard.heard(alive("host-1", "own", true));
        guard.heard(alive("host-2", "other", true));

        assertThat(did).isEmpty();
    }

    private HostGuard guard(String id, List<String> does) {
        return new HostGuard(
                new HostIdentity("host-1", id), now::get, () -> does.add("answered"), () -> does.add("gave way"));
    }

    private static HostAlive alive(String host, String id, boolean established) {
        return new HostAlive(host, id, Map.of(), Map.of(), established);
    }
}
