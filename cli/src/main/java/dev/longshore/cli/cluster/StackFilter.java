/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.cluster;

import dev.longshore.cli.exit.CommandFailure;
import dev.longshore.cli.exit.ExitCode;
import dev.longshore.events.StackId;
import dev.longshore.events.StackName;
import dev.longshore.events.StackStatus;
import java.util.List;
import java.util.function.Predicate;

/** A stack as people name it: {@code repository/stack}, or only {@code stack}. */
public record StackFilter(StackName name) implements Predicate<StackId> {
    /** Throws {@link IllegalArgumentException} for what cannot be a stack's name. */
    public StackFilter(String text) {
        this(new StackName(text));
    }

    /** As it was written. */
    public String text() {
        return name.text();
    }

    /**
     * The statuses of the one stack that is meant, of {@code all} that there are.
     *
     * @throws CommandFailure if there is none, or several repositories have one
     */
    public List<StackStatus> require(List<StackStatus> all) {
        List<StackStatus> found =
                all.stream().filter(status -> test(status.stack())).toList();
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND, "no stack is named " + name + "; 'longshore status' lists them");
        }
        List<StackId> stacks = found.stream().map(StackStatus::stack).distinct().toList();
        if (stacks.size() > 1) {
            throw new CommandFailure(ExitCode.USAGE, "several repositories have a stack " + name + ": " + stacks);
        }
        return found;
    }

    @Override
    public boolean test(StackId stack) {
        return name.test(stack);
    }
}
