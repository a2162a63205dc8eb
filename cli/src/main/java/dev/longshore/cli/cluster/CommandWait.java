/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.kafka.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Follows one command to what each host made of it. Safe for use by two threads. */
public final class CommandWait extends LogWait {
    private final String command;
    private final Set<String> hosts;
    private final Consumer<DeploymentEvent> underWay;
    private final Map<String, DeploymentEvent> ends = new TreeMap<>();

    /**
     * @param command the id of its event
     * @param hosts those to wait for
     * @param underWay told of what comes before an end
     */
    public CommandWait(String command, Set<String> hosts, Consumer<DeploymentEvent> underWay) {
        this.command = command;
        this.hosts = Set.copyOf(hosts);
        this.underWay = underWay;
    }

    public synchronized void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood
                    && understood.event() instanceof DeploymentEvent event
                    && command.equals(understood.envelope().meta().causationId())) {
                if (isEnd(event)) {
                    ends.putIfAbsent(event.host(), event);
                } else {
                    underWay.accept(event);
                }
            }
        }
        notifyAll();
    }

    /** How it ended on each host, once it has on all of them; empty if it did not before {@code deadline} ({@link System#nanoTime}). */
    public Optional<Map<String, DeploymentEvent>> awaitEnds(long deadline) throws InterruptedException {
        return await(
                () -> ends.keySet().containsAll(hosts) ? Optional.of(new TreeMap<>(ends)) : Optional.empty(), deadline);
    }

    /** How it ended on the hosts where it did by now. */
    public synchronized Map<String, DeploymentEvent> ends() {
        return new TreeMap<>(ends);
    }

    private static boolean isEnd(DeploymentEvent event) {
        boolean waits = event instanceof DeploymentEvent.Skipped skipped
                && skipped.reason().startsWith("depends.");
        return !waits
                && !(event instanceof DeploymentEvent.Started)
                && !(event instanceof DeploymentEvent.DriftDetected)
                && !(event instanceof DeploymentEvent.DriftCorrected);
    }

    /** Whether an end is what the person wanted, or was so already. */
    public static boolean isGood(DeploymentEvent end) {
        if (end instanceof DeploymentEvent.RolledBack back) {
            return back.reason().startsWith("command.");
        }
        return !(end instanceof DeploymentEvent.Failed
                || end instanceof DeploymentEvent.Refused
                || end instanceof DeploymentEvent.Superseded);
    }
}
