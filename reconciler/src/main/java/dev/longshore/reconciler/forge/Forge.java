/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.Revision;
import dev.longshore.reconciler.notify.DeliveryException;
import io.vertx.core.Future;
import java.util.Optional;

/** One repository on its Git host. Futures fail with {@link DeliveryException}. */
sealed interface Forge permits GitHub, GitLab, Gitea {
    /** Tells it from others. */
    String place();

    /** The newest status of this context that the commit has. */
    Future<Optional<CommitStatus>> latest(Revision revision, String context);

    /** Gives the commit a newer status. It may say less than was asked for: see {@link #fitted}. */
    Future<Void> set(Revision revision, CommitStatus status);

    /** What the host makes of a status: {@link #latest} gives this after it was {@link #set}. */
    CommitStatus fitted(CommitStatus status);

    /** Where the newest open issue with this text in its body is, among the newest thousand. */
    Future<Optional<String>> openIssue(String marker);

    /** Opens an issue; gives its address. */
    Future<String> open(Issue issue);
}
