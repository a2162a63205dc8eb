/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackSpec;
import dev.longshore.reconciler.explain.Explanation.Announcement;
import dev.longshore.reconciler.explain.Explanation.Look;
import dev.longshore.reconciler.explain.Explanation.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the syncer announced of the stack, which look found it, and why it counted as changed. */
final class Announcements {
    private final StackFacts facts;
    private final Requests requests;

    Announcements(StackFacts facts) {
        this.facts = facts;
        this.requests = new Requests(facts.source());
    }

    /** Null if nothing is on the log. */
    @Nullable
    Announcement desired() {
        return facts.desired().map(this::of).orElse(null);
    }

    /** @param generation 0 if unknown */
    Announcement of(Revision revision, long generation) {
        Optional<Told<RevisionEvent>> known = facts.revision(generation)
                .filter(told -> told.event() instanceof RevisionEvent.Changed changed
                        && changed.revision().equals(revision));
        if (known.isPresent()) {
            return of(known.get());
        }
        Look look = look(revision, null);
        return new Announcement(
                revision,
                generation,
                false,
                look == null ? null : look.at(),
                look == null
                        ? "the log has nothing of it any more"
                        : isForced(look)
                                ? "somebody asked for it with --force"
                                : "its files or its settings in .longshore.yaml changed",
                null,
                false,
                null,
                null,
                look);
    }

    Announcement of(Told<RevisionEvent> told) {
        if (told.event() instanceof RevisionEvent.Changed changed) {
            Look look = look(changed.revision(), told.meta().causationId());
            return new Announcement(
                    changed.revision(),
                    changed.generation(),
                    false,
                    told.at(),
                    why(changed, look),
                    changed.commit(),
                    changed.forced(),
                    changed.bundle().size(),
                    changed.treeDigest(),
                    look);
        }
        RevisionEvent.Removed gone = (RevisionEvent.Removed) told.event();
        return new Announcement(
                gone.revision(),
                gone.generation(),
                true,
                told.at(),
                "it left the repository" + (gone.prune() ? ", and is to be taken down" : ""),
                null,
                false,
                null,
                null,
                look(gone.revision(), told.meta().causationId()));
    }

    /** The look that announced it: the one that answers its cause, else the newest that names revision and stack. */
    private @Nullable Look look(Revision revision, @Nullable String cause) {
        return facts.source().affecting().stream()
                .filter(told -> revision.equals(SourceFacts.revision(told.event())))
                .max(Comparator.comparing((Told<SourceEvent> told) ->
                                cause != null && told.event().requests().contains(cause))
                        .thenComparing(Told::at))
                .map(requests::look)
                .orElse(null);
    }

    private String why(RevisionEvent.Changed changed, @Nullable Look look) {
        if (changed.generation() == 1) {
            return "the repository has it for the first time";
        }
        Optional<RevisionEvent> before =
                facts.revision(changed.generation() - 1).map(Told::event);
        if (before.isEmpty()) {
            return isForced(look)
                    ? "somebody asked for it with --force"
                    : "its files or its settings in .longshore.yaml changed";
        }
        return before.get() instanceof RevisionEvent.Changed last
                ? difference(last, changed)
                : "it came back into the repository";
    }

    private static String difference(RevisionEvent.Changed last, RevisionEvent.Changed now) {
        if (last.treeDigest().equals(now.treeDigest())) {
            return "somebody asked for it with --force: nothing of it changed";
        }
        List<String> settings = settings(last.spec(), now.spec());
        boolean files = !last.bundle().sha256().equals(now.bundle().sha256());
        if (settings.isEmpty()) {
            return "its files changed";
        }
        return (files ? "its files changed, and its settings " : "its settings changed: ")
                + String.join(", ", settings);
    }

    private static List<String> settings(StackSpec last, StackSpec now) {
        JsonNode before = EventJson.MAPPER.valueToTree(last);
        JsonNode after = EventJson.MAPPER.valueToTree(now);
        List<String> names = new ArrayList<>();
        after.fieldNames().forEachRemaining(name -> {
            if (!Objects.equals(before.get(name), after.get(name))) {
                names.add(name);
            }
        });
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) {
                names.add(name);
            }
        });
        return names;
    }

    private static boolean isForced(@Nullable Look look) {
        return look != null && look.requests().stream().anyMatch(Request::force);
    }
}
