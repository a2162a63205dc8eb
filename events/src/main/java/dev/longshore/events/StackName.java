/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.util.function.Predicate;

/** A stack as people name it: {@code repository/stack}, or only {@code stack}. */
public record StackName(String text) implements Predicate<StackId> {
    /** Throws {@link IllegalArgumentException} for what cannot be a stack's name. */
    public StackName {
        for (String part : text.split("/", 2)) {
            if (!Names.isValid(part)) {
                throw new IllegalArgumentException("a stack is written repository/stack or stack, in lower case");
            }
        }
    }

    @Override
    public boolean test(StackId stack) {
        return text.contains("/")
                ? stack.toString().equals(text)
                : stack.stack().equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
