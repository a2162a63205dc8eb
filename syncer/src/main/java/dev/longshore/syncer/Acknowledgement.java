/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a worker thread until the log has what was sent. */
final class Acknowledgement {
    /** More than any deadline of the publisher: if this passes, the publisher is stuck. */
    private static final long SECONDS = 60;

    private Acknowledgement() {}

    /** @throws UnpublishedException if the log does not have it, or we cannot know */
    static <T> T await(Future<T> sent) throws UnpublishedException {
        try {
            return sent.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new UnpublishedException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new UnpublishedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnpublishedException(e);
        }
    }
}
