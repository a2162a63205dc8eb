/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.StackId;
import dev.longshore.events.config.Glob;
import dev.longshore.events.config.Severity;
import java.time.Duration;
import java.util.List;

/**
 * Which notices a sink is given.
 *
 * @param stacks patterns such as {@code homelab/*}; empty for everything. What is about a repository is matched as {@code repository/}, and
 *     what is about a host passes
 * @param types patterns of {@link Notice#type()}; empty for every type
 * @param severity what weighs less is left out
 * @param group for how long notices of one cause are collected; zero to send each by itself, at once
 */
public record Route(List<Glob> stacks, List<Glob> types, Severity severity, Duration group) {
    public Route {
        stacks = List.copyOf(stacks);
        types = List.copyOf(types);
    }

    boolean tells(Notice notice) {
        return notice.weight().compareTo(severity) >= 0
                && (types.isEmpty() || types.stream().anyMatch(glob -> glob.matches(notice.type())))
                && (stacks.isEmpty() || suits(notice.where()));
    }

    private boolean suits(Notice.Where where) {
        StackId stack = where.stack();
        String repository = where.repository();
        if (stack == null && repository == null) {
            return true;
        }
        return stack != null
                ? stacks.stream().anyMatch(glob -> glob.matches(stack.toString()))
                : stacks.stream().anyMatch(glob -> glob.matchesBelow(String.valueOf(repository)));
    }
}
