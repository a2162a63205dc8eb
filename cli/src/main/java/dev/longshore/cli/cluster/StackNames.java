/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.Received;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The stacks that were ever announced, also those without a host. */
public final class StackNames {
    private final Set<StackId> stacks = new TreeSet<>();

    public void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood && understood.event() instanceof RevisionEvent event) {
                stacks.add(event.stack());
            }
        }
    }

    /**
     * The one stack that is meant.
     *
     * @throws CommandFailure if there is none, or several repositories have one
     */
    public StackId require(StackFilter filter) {
        List<StackId> found = stacks.stream().filter(filter).toList();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "no stack is named " + filter.name() + "; 'longshore status' lists them");
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, "several repositories have a stack " + filter.name() + ": " + found);
        }
        return found.get(0);
    }
}
