/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.events.BundlePointer;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackId;
import dev.longshore.events.kafka.FencedPublisher;
import java.util.List;
import java.util.function.Function;

/** What a look is going to announce of the stacks of its repository. Nobody else sees any of it before it is published. */
record Draft(List<Entry> entries) {
    Draft {
        entries = List.copyOf(entries);
    }

    /** The stacks that it tells of. */
    List<StackId> stacks() {
        return entries.stream().map(Entry::stack).toList();
    }

    /** What is told of one stack. */
    sealed interface Entry {
        StackId stack();

        /** The event, with all it points at on the log. */
        RevisionEvent event(FencedPublisher.Transaction transaction);
    }

    /**
     * A stack with a new revision.
     *
     * @param announcing makes the event, given where the bundle is
     */
    record Changed(StackId stack, BundleContent content, Function<BundlePointer, RevisionEvent.Changed> announcing)
            implements Entry {
        @Override
        public RevisionEvent event(FencedPublisher.Transaction transaction) {
            return announcing.apply(content.place(transaction, stack));
        }
    }

    /** A stack that left. */
    record Removed(RevisionEvent.Removed gone) implements Entry {
        @Override
        public StackId stack() {
            return gone.stack();
        }

        @Override
        public RevisionEvent event(FencedPublisher.Transaction transaction) {
            return gone;
        }
    }
}
