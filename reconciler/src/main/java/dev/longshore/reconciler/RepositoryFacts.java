/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.StackStatus.SourceProblem;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of the repositories: the head of each, or why it cannot be read, and what triggered each stack's last revision. */
final class RepositoryFacts {
    private final Map<String, Revision> heads = new HashMap<>();
    private final Map<String, SourceProblem> problems = new HashMap<>();
    private final Map<StackId, Trigger> triggers = new HashMap<>();
    private final HookWatch hooks;
    private final Set<String> restored = new HashSet<>();
    private final Set<StackId> restoredStacks = new HashSet<>();

    RepositoryFacts(HookWatch hooks) {
        this.hooks = hooks;
    }

    void restore(StackStatus status) {
        restored.add(status.repository());
        restoredStacks.add(status.stack());
        if (status.repositoryHead() != null) {
            heads.put(status.repository(), status.repositoryHead());
        }
        if (status.sourceProblem() != null) {
            problems.put(status.repository(), status.sourceProblem());
        }
        if (status.lastTrigger() != null) {
            triggers.put(status.stack(), status.lastTrigger());
        }
        if (status.hook() != null) {
            hooks.set(status.repository(), status.hook());
        }
    }

    /** An event that was folded in an earlier life. Statuses tell more, of the repositories that have any. */
    void remember(SourceEvent event, Observation observation) {
        if (!restored.contains(event.repository())) {
            apply(event, observation, new ArrayList<>());
        } else if (event instanceof SourceEvent.Changed changed) {
            changed.stacks().stream()
                    .filter(stack -> !restoredStacks.contains(stack))
                    .forEach(stack -> triggers.put(stack, changed.trigger()));
        }
    }

    /**
     * Folds one look.
     *
     * @param outputs for what is to be told of the webhook
     * @return whether a status may have changed
     */
    boolean apply(SourceEvent event, Observation cause, List<Output> outputs) {
        Hook before = hook(event.repository());
        outputs.addAll(hooks.observe(event, head(event.repository()), cause));
        boolean isNews = note(event);
        return isNews || !Objects.equals(before, hook(event.repository()));
    }

    private boolean note(SourceEvent event) {
        if (event instanceof SourceEvent.Failed failed) {
            SourceProblem problem = new SourceProblem(failed.errorClass(), failed.reason(), failed.message());
            return !problem.equals(problems.put(failed.repository(), problem));
        }
        boolean isNews = problems.remove(event.repository()) != null;
        if (event instanceof SourceEvent.Changed changed) {
            changed.stacks().forEach(stack -> triggers.put(stack, changed.trigger()));
            boolean isHead = isHead(changed.repository(), changed.revision());
            return isNews || isHead || !changed.stacks().isEmpty();
        } else if (event instanceof SourceEvent.Unchanged unchanged) {
            return isHead(unchanged.repository(), unchanged.revision()) || isNews;
        } else if (event instanceof SourceEvent.Recovered recovered) {
            return isHead(recovered.repository(), recovered.revision()) || isNews;
        }
        return isNews;
    }

    private boolean isHead(String repository, Revision revision) {
        return !Objects.equals(heads.put(repository, revision), revision);
    }

    @Nullable
    Revision head(String repository) {
        return heads.get(repository);
    }

    @Nullable
    SourceProblem problem(String repository) {
        return problems.get(repository);
    }

    /** What is thought of the repository's webhook; null if it is not known to have one. */
    @Nullable
    Hook hook(String repository) {
        return hooks.of(repository);
    }

    @Nullable
    Trigger trigger(StackId stack) {
        return triggers.get(stack);
    }
}
