/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.store;

import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import org.jspecify.annotations.Nullable;

/**
 * A person wants another revision than the log does.
 *
 * @param target what to run, under the generation it takes the place of; its attributes are the command's
 * @param instead what the log wants
 * @param until newest generation that whoever asked knew of: a later one ends the hold
 * @param by who asked, for people to read
 */
public record Hold(Desired target, Revision instead, long until, String by) {
    /** Takes the place of {@code desired} with what {@code kept} was. */
    public static Hold of(EventMeta command, RevisionEvent.Changed kept, Desired desired, long knew, String by) {
        long until = Math.max(knew, desired.generation());
        return new Hold(
                new Desired(command, Desired.at(kept, desired.generation())),
                desired.event().revision(),
                until,
                by);
    }

    /** What is left of it when the log wants {@code next}; null if that is what it was to last for. */
    @Nullable
    Hold on(Desired next) {
        return next.generation() > until ? null : of(target.meta(), target.event(), next, until, by);
    }

    /** The same on a log that was made anew: its first generation is not news. */
    Hold onNewLog() {
        return new Hold(target.at(0), instead, 1, by);
    }
}
