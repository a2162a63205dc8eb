/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.DeadLetter;
import dev.longshore.events.kafka.Received;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dead letters on the log, each once: several services may have met the same record. Safe for use by two threads. */
public final class DeadLetterView {
    private final Map<String, BuriedLetter> byId = new LinkedHashMap<>();

    public synchronized void accept(List<Received> records) {
        for (Received record : records) {
            if (record instanceof Received.Understood understood && understood.event() instanceof DeadLetter letter) {
                BuriedLetter buried = new BuriedLetter(understood.envelope().meta(), understood.appended(), letter);
                byId.merge(buried.id(), buried, (one, other) -> one.appended().isAfter(other.appended()) ? other : one);
            }
        }
    }

    /** Oldest first. */
    public synchronized List<BuriedLetter> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(BuriedLetter::appended).thenComparing(BuriedLetter::id))
                .toList();
    }

    /**
     * The one that is meant.
     *
     * @param text its id, the beginning of it, or {@code topic/partition/offset} of the record it is about
     * @throws CommandFailure if there is none, or several
     */
    public BuriedLetter require(String text) {
        List<BuriedLetter> found = all().stream()
                .filter(buried -> buried.id().startsWith(text)
                        || buried.letter().subject().equals(text))
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "no dead letter is called " + text + "; 'longshore dead-letters list' shows them");
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE, found.size() + " dead letters begin with " + text + "; give more of the id");
        }
        return found.get(0);
    }
}
