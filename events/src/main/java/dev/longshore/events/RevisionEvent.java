/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a stack should be: the newest record of each key on the compacted {@code longshore.revision}. */
public sealed interface RevisionEvent extends Event {
    StackId stack();

    /** Grows by one with each event of this stack, removals included. Appliers never go back. From 1. */
    long generation();

    @Override
    default String key() {
        return stack().toString();
    }

    /**
     * The stack should run this revision.
     *
     * @param treeDigest digest of the Git trees the stack is made of and of its spec: equal digests are equal stacks
     * @param bundle where its files are on {@code longshore.bundle}
     * @param forced the branch was rewritten: the previous revision is not an ancestor of this one
     * @param previousBundle the last bundle of this stack with another content, which is kept too; older ones are not. Null if there was
     *     none, or if the event is older than this field
     */
    record Changed(
            StackId stack,
            StackSpec spec,
            Revision revision,
            long generation,
            String treeDigest,
            Commit commit,
            BundlePointer bundle,
            boolean forced,
            @Nullable BundlePointer previousBundle)
            implements RevisionEvent {
        /** The first of a stack, or one of which nobody needs to know what came before. */
        public Changed(
                StackId stack,
                StackSpec spec,
                Revision revision,
                long generation,
                String treeDigest,
                Commit commit,
                BundlePointer bundle,
                boolean forced) {
            this(stack, spec, revision, generation, treeDigest, commit, bundle, forced, null);
        }
    }

    /**
     * The stack left its repository.
     *
     * @param revision the first revision without it
     */
    record Removed(StackId stack, Revision revision, long generation, boolean prune) implements RevisionEvent {}

    /**
     * Who changed what, for people to read.
     *
     * @param subject first line of the message, printable, at most 200 characters
     */
    record Commit(String author, Instant time, String subject) {
        public Commit {
            author = Text.printable(author, 200);
            subject = Text.printable(subject, 200);
        }
    }

    /** The generation of an event that may be absent; 0 for none. */
    static long generationOf(@Nullable RevisionEvent event) {
        return event == null ? 0 : event.generation();
    }
}
