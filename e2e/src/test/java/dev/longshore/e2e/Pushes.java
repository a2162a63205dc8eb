/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Somebody who pushes a new version of a stack every second, whatever happens to the fleet meanwhile. */
final class Pushes {
    private static final Pattern ACCEPTED = Pattern.compile("\"status\":\"accepted\".*\"eventId\":\"([^\"]+)\"");
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Repository repository;
    private final String name;
    private final String stack;
    private final Webhook webhook;
    private int version;

    /** @param name of the repository in the configuration */
    Pushes(Repository repository, String name, String stack, Webhook webhook) {
        this.repository = repository;
        this.name = name;
        this.stack = stack;
        this.webhook = webhook;
    }

    /** Commits the next version and delivers it; a delivery that is not taken finds no answer or 503. */
    void push() throws InterruptedException {
        String commit = repository.commit(stack, Integer.toString(++version));
        assertThat(webhook.deliver(name, commit)).isIn(202, 503, 0);
    }

    /** Pushes before, during and after something. */
    void during(Runnable event) throws InterruptedException, ExecutionException {
        push();
        CompletableFuture<Void> over = CompletableFuture.runAsync(event);
        while (!isOver(over)) {
            push();
        }
        push();
    }

    private static boolean isOver(CompletableFuture<Void> event) throws InterruptedException, ExecutionException {
        try {
            event.get(PACE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** The last one. */
    String version() {
        return Integer.toString(version);
    }

    /** Ids of the events of all deliveries that were answered 202. */
    List<String> accepted() {
        return ACCEPTED.matcher(webhook.answers())
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
