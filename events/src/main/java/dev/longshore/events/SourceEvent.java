/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How one look at a repository ended. It names every request it answers, so each delivery has exactly one end. */
public sealed interface SourceEvent extends Event {
    String repository();

    /** Ids of the events on {@code longshore.sync} that this answers; empty for a look of the syncer's own. */
    List<String> requests();

    /** Why the repository was looked at. */
    Trigger trigger();

    @Override
    default String key() {
        return repository();
    }

    /** What kind of trouble: STALLED needs a human, WAITING was told when to come back, GENERIC is tried again with backoff. */
    enum ErrorClass {
        STALLED,
        WAITING,
        GENERIC;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The branch has a new commit, or stacks were announced anew.
     *
     * @param previous what was last announced; null the first time
     * @param stacks the stacks for which a {@code revision.changed} or {@code stack.removed} was published; may be empty
     */
    record Changed(
            String repository,
            Revision revision,
            @Nullable Revision previous,
            List<StackId> stacks,
            List<String> requests,
            Trigger trigger)
            implements SourceEvent {
        public Changed {
            Names.require("repository", repository);
            stacks = List.copyOf(stacks);
            requests = List.copyOf(requests);
        }
    }

    /** Nothing new on the branch. */
    record Unchanged(String repository, Revision revision, List<String> requests, Trigger trigger)
            implements SourceEvent {
        public Unchanged {
            Names.require("repository", repository);
            requests = List.copyOf(requests);
        }
    }

    /**
     * The repository could not be read, or what it holds cannot be announced. What was announced before stays in force.
     *
     * @param reason stable dotted code, such as {@code source.auth}
     * @param message for people: what, where, and what to do
     * @param retryAt when the syncer tries again by itself; null if it waits for a human
     */
    record Failed(
            String repository,
            ErrorClass errorClass,
            String reason,
            String message,
            @Nullable Instant retryAt,
            List<String> requests,
            Trigger trigger)
            implements SourceEvent {
        public Failed {
            Names.require("repository", repository);
            requests = List.copyOf(requests);
        }
    }

    /** The first good look after failures; told once, before the {@code Changed} or {@code Unchanged} of that look. */
    record Recovered(String repository, Revision revision, List<String> requests, Trigger trigger)
            implements SourceEvent {
        public Recovered {
            Names.require("repository", repository);
            requests = List.copyOf(requests);
        }
    }
}
