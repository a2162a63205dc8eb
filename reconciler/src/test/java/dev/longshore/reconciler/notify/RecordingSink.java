/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.Revision;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes messages, or does with them what a test wants. */
final class RecordingSink implements Sink {
    final List<Message> tried = new CopyOnWriteArrayList<>();
    final List<Message> taken = new CopyOnWriteArrayList<>();
    private volatile Function<Message, @Nullable DeliveryException> verdict = message -> null;

    @Override
    public Future<Void> send(Message message) {
        tried.add(message);
        DeliveryException failure = verdict.apply(message);
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        taken.add(message);
        return Future.succeededFuture();
    }

    void answers(DeliveryException.@Nullable Kind kind) {
        verdict = message -> kind == null ? null : new DeliveryException(kind, "it says so");
    }

    void doesNotTake(Revision revision) {
        verdict = message -> revision.equals(message.first().revision())
                ? new DeliveryException(DeliveryException.Kind.TROUBLE, "not " + revision)
                : null;
    }

    void rejects(String word) {
        verdict = message -> told(message).stream().anyMatch(line -> line.contains(word))
                ? new DeliveryException(DeliveryException.Kind.REJECTED, "it does not like " + word)
                : null;
    }

    /** Each notice of each message taken: {@code deployment.failed homelab/web on alpha}. */
    List<String> told() {
        return taken.stream().flatMap(message -> told(message).stream()).toList();
    }

    static List<String> told(Message message) {
        return message.notices().stream()
                .map(notice -> notice.type() + " " + notice.where().text())
                .toList();
    }
}
