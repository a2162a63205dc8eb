/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify;

import dev.longshore.events.kafka.Position;
import dev.longshore.events.kafka.Received;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands one message at a time to a sink, and waits. */
final class Postman {
    private static final Logger log = LoggerFactory.getLogger(Postman.class);
    /** For an answer, once we are to stop. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final long LOOK_MS = 50;

    private final String name;
    private final Sink sink;
    private final Delivery.Surroundings around;
    private final CountDownLatch closing;

    Postman(String name, Sink sink, Delivery.Surroundings around, CountDownLatch closing) {
        this.name = name;
        this.sink = sink;
        this.around = around;
        this.closing = closing;
    }

    /** Returns when the sink has taken it. */
    void deliver(Message message) throws DeliveryException {
        try {
            await(send(message).toCompletionStage().toCompletableFuture());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DeliveryException known ? known : unknown(e);
        } catch (TimeoutException e) {
            throw new DeliveryException(
                    DeliveryException.Kind.TROUBLE,
                    "it did not answer within " + around.timing().deadline().toSeconds() + " s",
                    null,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private Future<Void> send(Message message) {
        try {
            return sink.send(message);
        } catch (RuntimeException e) { // a sink's bug is trouble like any other
            return Future.failedFuture(e);
        }
    }

    private DeliveryException unknown(Exception thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        log.atError().addKeyValue("sink", name).setCause(cause).log("a sink failed in a way it should not");
        return new DeliveryException(
                DeliveryException.Kind.TROUBLE, "it failed: " + cause.getClass().getSimpleName(), null, cause);
    }

    private void await(CompletableFuture<Void> answer)
            throws ExecutionException, TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + around.timing().deadline().toNanos();
        boolean told = false;
        while (true) {
            if (!told && closing.getCount() == 0) {
                told = true;
                deadline = Math.min(deadline, System.nanoTime() + GRACE.toNanos());
            }
            try {
                answer.get(LOOK_MS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    /** Puts what a sink does not want where a person can find it. Returns whether that is done; if not, it is tried again. */
    boolean bury(List<Received.Understood> records, DeliveryException why) {
        String message = "sink '" + name + "' did not take the notification: " + why.getMessage();
        List<Future<Position>> letters = records.stream()
                .map(record -> around.deadLetters().publish(record, "notify.rejected", message))
                .toList();
        try {
            Future.all(letters)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(around.timing().deadline().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn()
                    .addKeyValue("sink", name)
                    .addKeyValue("reason", e.toString())
                    .log("the dead letter did not take a rejected message, will try again");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
