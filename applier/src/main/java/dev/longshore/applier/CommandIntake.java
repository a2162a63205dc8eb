/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.HostIdentity;
import dev.longshore.applier.store.OffsetStore;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.EventMeta;
import dev.longshore.events.StackCommand;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Place;
import dev.longshore.events.kafka.Received;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what people want of this host's stacks. As with revisions, an offset is stored only when what came before it would survive a
 * power cut; a command that is read twice is recognised by its id.
 */
final class CommandIntake implements LogFollower.BatchHandler {
    private static final Logger log = LoggerFactory.getLogger(CommandIntake.class);

    private final HostIdentity identity;
    private final Lanes lanes;
    private final OffsetStore offsets;
    private final DeadLetterBox deadLetters;
    private final Reporter reporter;

    CommandIntake(
            HostIdentity identity, Lanes lanes, OffsetStore offsets, DeadLetterBox deadLetters, Reporter reporter) {
        this.identity = identity;
        this.lanes = lanes;
        this.offsets = offsets;
        this.deadLetters = deadLetters;
        this.reporter = reporter;
    }

    @Override
    public void accept(List<Received> records, Map<Place, Long> next) {
        Set<StackStore> touched = new LinkedHashSet<>();
        for (Received received : records) {
            if (received instanceof Received.Poisoned poisoned) {
                deadLetters.bury(poisoned);
            } else if (received instanceof Received.Understood understood
                    && understood.event() instanceof StackCommand command
                    && isForThisHost(command)) {
                lanes.find(command.stack())
                        .filter(lane ->
                                take(lane, command, understood.envelope().meta()))
                        .ifPresent(lane -> touched.add(lane.store()));
            }
        }
        touched.forEach(StackStore::flush);
        offsets.advance(next);
    }

    private boolean isForThisHost(StackCommand command) {
        return command.host() == null || command.host().equals(identity.host());
    }

    private boolean take(StackLane lane, StackCommand command, EventMeta meta) {
        if (lane.store().state().orders().hasHeard(meta.id())) {
            return false;
        }
        log.atInfo()
                .addKeyValue("stack", command.stack())
                .addKeyValue("eventId", meta.id())
                .addKeyValue("action", command.action().text())
                .addKeyValue("requestedBy", command.requestedBy())
                .log("a person wants something of a stack");
        CommandRules rules = new CommandRules(
                reporter,
                kept -> lane.store().bundles().contains(kept.event().bundle().sha256()));
        lane.store().note(state -> rules.carryOut(state, command, meta, lane.working()));
        lane.outbox().send();
        if (command.action() == StackCommand.Action.RESUME || command.action() == StackCommand.Action.RETRY) {
            lane.checkDrift();
        }
        lane.hurry();
        return true;
    }
}
