/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.StackStatus.SourceProblem;
import dev.longshore.events.Trigger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the repositories: the head of each, or why it cannot be read, and what triggered each stack's last revision. */
final class RepositoryFacts {
    private final Map<String, Revision> heads = new HashMap<>();
    private final Map<String, SourceProblem> problems = new HashMap<>();
    private final Map<StackId, Trigger> triggers = new HashMap<>();

    void restore(StackStatus status) {
        if (status.repositoryHead() != null) {
            heads.put(status.repository(), status.repositoryHead());
        }
        if (status.sourceProblem() != null) {
            problems.put(status.repository(), status.sourceProblem());
        }
        if (status.lastTrigger() != null) {
            triggers.put(status.stack(), status.lastTrigger());
        }
    }

    void apply(SourceEvent event) {
        if (event instanceof SourceEvent.Failed failed) {
            problems.put(
                    failed.repository(), new SourceProblem(failed.errorClass(), failed.reason(), failed.message()));
        } else {
            problems.remove(event.repository());
        }
        if (event instanceof SourceEvent.Changed changed) {
            heads.put(changed.repository(), changed.revision());
            changed.stacks().forEach(stack -> triggers.put(stack, changed.trigger()));
        } else if (event instanceof SourceEvent.Unchanged unchanged) {
            heads.put(unchanged.repository(), unchanged.revision());
        } else if (event instanceof SourceEvent.Recovered recovered) {
            heads.put(recovered.repository(), recovered.revision());
        }
    }

    @Nullable
    Revision head(String repository) {
        return heads.get(repository);
    }

    @Nullable
    SourceProblem problem(String repository) {
        return problems.get(repository);
    }

    @Nullable
    Trigger trigger(StackId stack) {
        return triggers.get(stack);
    }
}
