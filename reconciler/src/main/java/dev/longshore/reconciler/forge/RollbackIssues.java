/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.DeploymentEvent;
import dev.longshore.reconciler.notify.DeliveryException;
import io.vertx.core.Future;

/**
 * Opens an issue for a revision that was rolled back, one for each stack and revision: where one is open already, nothing is done. Events of
 * one stack must come one after the other.
 */
final class RollbackIssues {
    /** Fails with {@link DeliveryException}. */
    Future<Void> tell(Forge forge, DeploymentEvent.RolledBack event) {
        Issue issue = RollbackReport.of(event);
        return forge.openIssue(issue.marker())
                .compose(open -> open.isPresent() ? Future.succeededFuture(open.get()) : forge.open(issue))
                .mapEmpty();
    }
}
