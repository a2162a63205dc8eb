/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.EventMeta;
import dev.longshore.events.Revision;
import dev.longshore.events.SourceEvent;
import dev.longshore.events.StackStatus.Hook;
import dev.longshore.events.Trigger;
import dev.longshore.events.kafka.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Says which webhook looks broken: pushes used to be announced, and now a poll found a commit that no delivery announced within a minute.
 * Repositories that are only polled never had one. Opens one incident, and resolves it when a delivery announces a push again.
 */
final class HookWatch {
    /** Between a poll that finds a commit and its announcement: Git hosts deliver late, and the poll may be quicker. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HookIncidents incidents;
    private final BiConsumer<String, Hook> turned;
    private final Map<String, Hook> hooks = new HashMap<>();
    /** Repositories of which an announcement may still come. */
    private final Set<String> awaited = new TreeSet<>();

    /** @param turned told of each repository with a webhook, and what is thought of it from now on */
    HookWatch(HookIncidents incidents, BiConsumer<String, Hook> turned) {
        this.incidents = incidents;
        this.turned = turned;
    }

    @Nullable
    Hook of(String repository) {
        return hooks.get(repository);
    }

    void set(String repository, Hook hook) {
        if (hook.equals(hooks.put(repository, hook))) {
            return;
        }
        if (hook.health() == Hook.Condition.AWAITED) {
            awaited.add(repository);
        } else {
            awaited.remove(repository);
        }
        turned.accept(repository, hook);
    }

    /** @param head of the repository as it was known before this look; null before the first */
    List<Output> observe(SourceEvent event, @Nullable Revision head, Observation cause) {
        String repository = event.repository();
        List<Output> outputs = new ArrayList<>(expire(repository, cause.appended()));
        Hook hook = hooks.get(repository);
        if (event.trigger() == Trigger.PUSH) {
            set(repository, Hook.WORKING);
            if (hook != null && hook.health() == Hook.Condition.SUSPECT) {
                outputs.add(incidents.resolved(repository, hook, cause));
            }
        } else if (Hook.WORKING.equals(hook) && event instanceof SourceEvent.Changed changed && missed(changed, head)) {
            EventMeta meta = cause.meta();
            set(
                    repository,
                    new Hook(
                            Hook.Condition.AWAITED,
                            changed.revision(),
                            cause.appended(),
                            meta.id(),
                            meta.correlationId()));
        }
        return outputs;
    }

    /** The first look finds what nobody could announce; one that ended failures finds what was announced meanwhile. */
    private static boolean missed(SourceEvent.Changed changed, @Nullable Revision head) {
        return changed.trigger() == Trigger.POLL
                && changed.previous() != null
                && !changed.revision().equals(changed.previous())
                && !changed.revision().equals(head);
    }

    /** Repositories whose patience is over by now. */
    List<String> overdue(Instant now) {
        return awaited.stream()
                .filter(repository -> isOverdue(hooks.get(repository), now))
                .toList();
    }

    /** Gives up on an announcement that should have come by now. */
    List<Output> expire(String repository, Instant now) {
        Hook hook = hooks.get(repository);
        if (hook == null || !isOverdue(hook, now)) {
            return List.of();
        }
        Hook suspect =
                new Hook(Hook.Condition.SUSPECT, hook.revision(), hook.since(), hook.eventId(), hook.correlationId());
        set(repository, suspect);
        return List.of(incidents.detected(repository, suspect));
    }

    private static boolean isOverdue(@Nullable Hook hook, Instant now) {
        return hook != null
                && hook.health() == Hook.Condition.AWAITED
                && hook.since() != null
                && hook.since().plus(PATIENCE).isBefore(now);
    }
}
