/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Looks through a stream of YAML events before anything is built from them: one document, no tags, bounded depth and number. */
final class YamlGuard {
    private static final int MAX_EVENTS = 50_000;

    private final Problems problems;
    private int documents;
    private int depth;
    private int events;

    YamlGuard(Problems problems) {
        this.problems = problems;
    }

    /** Whether the document may be built; if not, a problem says why. Reads no further than the first reason to stop. */
    boolean admits(Iterable<Event> stream) {
        boolean admitted = true;
        for (Event event : stream) {
            if (event instanceof ScalarEvent scalar) {
                admitted &= hasNoTag(scalar, scalar.getTag());
            } else if (event instanceof CollectionStartEvent start) {
                admitted &= hasNoTag(start, start.getTag());
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof DocumentStartEvent) {
                documents++;
            }
            if (isBeyondLimits(event)) {
                return false;
            }
        }
        if (documents == 0) {
            problems.error(1, 1, "the file is empty; it needs at least one key");
        }
        return admitted && documents == 1;
    }

    private boolean isBeyondLimits(Event event) {
        if (documents > 1) {
            return refuse(event, "a second document begins here; only one is allowed");
        }
        if (depth > YamlDocument.MAX_DEPTH) {
            return refuse(event, "is nested deeper than " + YamlDocument.MAX_DEPTH + " levels");
        }
        events++;
        return events > MAX_EVENTS && refuse(event, "the file has more than " + MAX_EVENTS + " values");
    }

    private boolean hasNoTag(Event event, @Nullable String tag) {
        return tag == null || !refuse(event, "the tag '" + tag + "' is not allowed; write a plain value");
    }

    private boolean refuse(Event event, String message) {
        problems.error(event.getStartMark(), message);
        return true;
    }
}
