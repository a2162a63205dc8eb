/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Desired;
import dev.longshore.applier.store.Hold;
import dev.longshore.applier.store.StackState;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.EventMeta;
import dev.longshore.events.StackCommand;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a command makes of the state of a stack, and what is answered at once. Touches nothing itself. */
final class CommandRules {
    private static final int SHORTEST_COMMIT = 7;

    private final Reporter reporter;
    private final Predicate<Applied> kept;

    /** @param kept whether the files of a revision are still at hand */
    CommandRules(Reporter reporter, Predicate<Applied> kept) {
        this.reporter = reporter;
        this.kept = kept;
    }

    /** A command, its attributes, and what the log wants of its stack. */
    private record Case(StackCommand command, EventMeta meta, Desired desired) {}

    /** @param working the generation that is being applied now; 0 for none */
    StackState carryOut(StackState state, StackCommand command, EventMeta meta, long working) {
        Desired desired = state.desired();
        StackState heard = state.hear(meta.id());
        if (desired == null) {
            return heard; // it is not this host's
        }
        Case asked = new Case(command, meta, desired);
        return switch (command.action()) {
            case SUSPEND -> suspend(heard, asked);
            case RESUME -> resume(heard, asked);
            case RETRY -> retry(heard, asked, working);
            case ROLLBACK -> rollback(heard, asked);
        };
    }

    private StackState suspend(StackState state, Case asked) {
        if (state.orders().suspended()) {
            return needless(state, asked, "command.already_suspended", "the stack is suspended already");
        }
        DeploymentEvent event = new DeploymentEvent.Suspended(state.stack(), reporter.host(), by(asked));
        return state.suspended(true).post(reporter.answer(asked.meta(), event));
    }

    private StackState resume(StackState state, Case asked) {
        if (!state.orders().suspended()) {
            return needless(state, asked, "command.not_suspended", "the stack is not suspended");
        }
        DeploymentEvent event = new DeploymentEvent.Resumed(state.stack(), reporter.host(), by(asked));
        return state.suspended(false).post(reporter.answer(asked.meta(), event));
    }

    private StackState retry(StackState state, Case asked, long working) {
        Desired desired = asked.desired();
        Desired waiting = state.waiting();
        boolean held = state.orders().hold() != null;
        if (state.orders().suspended()) {
            return suspended(state, asked);
        }
        if (!held && waiting != null && waiting.generation() == working) {
            return needless(
                    state,
                    asked,
                    "command.under_way",
                    desired.event().revision().brief() + " is being applied now");
        }
        if (!held && waiting == null && runs(state, desired)) {
            return needless(
                    state,
                    asked,
                    "command.nothing_to_retry",
                    desired.event().revision().brief() + " runs, and passed its gate");
        }
        return state.retry(new Desired(asked.meta(), desired.event()));
    }

    private StackState rollback(StackState state, Case asked) {
        if (state.orders().suspended()) {
            return suspended(state, asked);
        }
        if (knewOlder(asked)) {
            return refuse(
                    state,
                    asked,
                    "command.overtaken",
                    asked.desired().event().revision().brief()
                            + " came after this was asked for; look at it, and ask again if you still want to");
        }
        List<Applied> matching = matching(state, asked.command().revision());
        if (matching.size() != 1) {
            return noTarget(state, asked, matching);
        }
        return hold(state, asked, matching.get(0));
    }

    private StackState hold(StackState state, Case asked, Applied target) {
        String brief = target.event().revision().brief();
        if (state.waiting() == null && runs(state, target.event().revision().commit())) {
            return needless(state, asked, "command.already_there", brief + " runs already; " + choices(state));
        }
        return state.hold(Hold.of(
                asked.meta(),
                target.event(),
                asked.desired(),
                asked.command().observedGeneration(),
                asked.command().requestedBy()));
    }

    private static boolean knewOlder(Case asked) {
        long knew = asked.command().observedGeneration();
        return knew > 0 && asked.desired().generation() > knew;
    }

    private List<Applied> matching(StackState state, @Nullable String revision) {
        Applied golden = state.golden();
        if (revision == null) {
            return golden == null ? List.of() : List.of(golden);
        }
        String commit = revision.substring(revision.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
        return commit.length() < SHORTEST_COMMIT
                ? List.of()
                : state.kept().stream()
                        .filter(kept)
                        .filter(one -> one.event().revision().commit().startsWith(commit))
                        .toList();
    }

    private StackState noTarget(StackState state, Case asked, List<Applied> matching) {
        String revision = asked.command().revision();
        if (revision == null) {
            return refuse(
                    state,
                    asked,
                    "command.no_golden",
                    "no revision of this stack has passed its gate on this host yet, so there is none to return to");
        }
        if (matching.isEmpty()) {
            return refuse(
                    state,
                    asked,
                    "command.unknown_revision",
                    "no kept revision begins with '" + revision + "' (give at least " + SHORTEST_COMMIT + " digits); "
                            + choices(state));
        }
        return refuse(
                state, asked, "command.ambiguous_revision", "several kept revisions begin with '" + revision + "'");
    }

    private String choices(StackState state) {
        String names = state.kept().stream()
                .filter(kept)
                .map(one -> one.event().revision().brief())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none is kept on this host" : "kept on this host: " + names;
    }

    private static boolean runs(StackState state, Desired desired) {
        Applied applied = state.applied();
        return applied != null && applied.generation() == desired.generation();
    }

    private static boolean runs(StackState state, String commit) {
        Applied applied = state.applied();
        return applied != null && applied.event().revision().commit().equals(commit);
    }

    private StackState suspended(StackState state, Case asked) {
        return refuse(
                state,
                asked,
                "command.suspended",
                "the stack is suspended; 'longshore resume " + state.stack() + "' first");
    }

    private StackState needless(StackState state, Case asked, String reason, String message) {
        return state.post(reporter.answer(
                asked.meta(),
                new DeploymentEvent.Skipped(
                        state.stack(),
                        reporter.host(),
                        asked.desired().event().revision(),
                        asked.desired().generation(),
                        reason,
                        message)));
    }

    private StackState refuse(StackState state, Case asked, String reason, String message) {
        Applied golden = state.golden();
        return state.post(reporter.answer(
                asked.meta(),
                new DeploymentEvent.Refused(
                        state.stack(),
                        reporter.host(),
                        asked.desired().event().revision(),
                        asked.desired().generation(),
                        golden == null ? null : golden.event().revision(),
                        reason,
                        message)));
    }

    private static String by(Case asked) {
        return "by " + asked.command().requestedBy();
    }
}
