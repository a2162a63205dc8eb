/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A stack of a repository, written {@code repository/stack}. Both names match {@link Names#PATTERN}. */
public record StackId(String repository, String stack) implements Comparable<StackId> {
    public StackId {
        Names.require("repository name", repository);
        Names.require("stack name", stack);
        repository = repository.intern(); // one for each of many events
        stack = stack.intern();
    }

    /** Reads {@code repository/stack}; throws {@link IllegalArgumentException} for anything else. */
    @JsonCreator
    public static StackId parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "a stack is written repository/stack, not '" + Text.printable(text, 80) + "'");
        }
        return new StackId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(StackId other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return repository + "/" + stack;
    }
}
