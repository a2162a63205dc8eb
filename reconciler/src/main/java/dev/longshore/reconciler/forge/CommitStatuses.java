/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells Git hosts what became of commits, and nothing twice: what a commit shows already, as far as is known or as the host itself says
 * after a restart, is not sent again. Updates of one context must come one after the other.
 */
final class CommitStatuses {
    private static final int REMEMBERED = 10_000;

    /** By repository, commit and context; the longest unused go first. */
    private final Map<String, CommitStatus> known = Collections.synchronizedMap(new Recent());

    private static final class Recent extends LinkedHashMap<String, CommitStatus> {
        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CommitStatus> eldest) {
            return size() > REMEMBERED;
        }
    }

    /** Fails with {@link DeliveryException}. */
    Future<Void> tell(Forge forge, CommitUpdate update) {
        CommitStatus wanted = forge.fitted(update.status());
        String key = forge.place() + "\n" + update.revision().commit() + "\n" + wanted.context();
        return now(forge, update, key).compose(now -> {
            boolean needless = update.onlyPending()
                    ? now.filter(status -> status.state() == CommitStatus.State.PENDING)
                            .isEmpty()
                    : now.filter(wanted::equals).isPresent();
            if (needless) {
                now.ifPresent(status -> known.put(key, status));
                return Future.succeededFuture();
            }
            return forge.set(update.revision(), wanted)
                    .onSuccess(done -> known.put(key, wanted))
                    .onFailure(e -> known.remove(key)); // it may have arrived all the same
        });
    }

    private Future<Optional<CommitStatus>> now(Forge forge, CommitUpdate update, String key) {
        CommitStatus remembered = known.get(key);
        return remembered != null
                ? Future.succeededFuture(Optional.of(remembered))
                : forge.latest(update.revision(), update.status().context())
                        .recover(e -> e instanceof DeliveryException refused && refused.kind() == Kind.REJECTED
                                ? Future.succeededFuture(Optional.empty()) // said twice is better than not at all
                                : Future.failedFuture(e));
    }
}
