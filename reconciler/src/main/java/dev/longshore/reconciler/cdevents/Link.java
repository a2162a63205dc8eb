/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.cdevents;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a CDEvent is connected to another one, as embedded in its context (https://github.com/cdevents/spec/blob/v0.5.1/links.md). Tags are
 * for anything; null if there are none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "linkType")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Link.Path.class, name = "PATH"),
    @JsonSubTypes.Type(value = Link.End.class, name = "END"),
    @JsonSubTypes.Type(value = Link.Relation.class, name = "RELATION")
})
public sealed interface Link {
    @Nullable
    Map<String, String> tags();

    /** An event, by the id in its context. */
    record Target(String contextId) {
        public Target {
            Objects.requireNonNull(contextId, "contextId");
        }
    }

    /** The chain came here from {@code from}. */
    record Path(Target from, @Nullable Map<String, String> tags) implements Link {
        public Path {
            Objects.requireNonNull(from, "from");
        }
    }

    /** The chain ends with this event; {@code from} is the one before, null if it is not known. */
    record End(@Nullable Target from, @Nullable Map<String, String> tags) implements Link {}

    /** {@code linkKind} says how this event relates to {@code target}. */
    record Relation(
            String linkKind, Target target, @Nullable Map<String, String> tags) implements Link {
        public Relation {
            Objects.requireNonNull(linkKind, "linkKind");
            Objects.requireNonNull(target, "target");
        }
    }

    static Link path(String from) {
        return new Path(new Target(from), null);
    }

    static Link end(@Nullable String from) {
        return new End(from == null ? null : new Target(from), null);
    }

    static Link relation(String kind, String target) {
        return new Relation(kind, new Target(target), null);
    }
}
