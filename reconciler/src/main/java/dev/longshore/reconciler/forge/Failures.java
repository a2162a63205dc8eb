/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import dev.longshore.events.Text;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/**
 * Makes of an answer that is not good a failure that says what to do. Only what would fail for every repository holds up the others: a host
 * in trouble, or a token that is not accepted.
 */
final class Failures {
    private Failures() {}

    /** @param what method and URL */
    static Future<Answer> check(String what, String provider, Answer answer, Clock clock) {
        return answer.isGood()
                ? Future.succeededFuture(answer)
                : Future.failedFuture(of(what, provider, answer, clock));
    }

    private static DeliveryException of(String what, String provider, Answer answer, Clock clock) {
        String words = answer.message();
        String said =
                what + ": " + provider + " answered " + answer.status() + (words.isEmpty() ? "" : " (" + words + ")");
        Duration wait = RateLimit.wait(answer, clock);
        if (wait != null) {
            String when = said + "; asked too often, again in " + wait.toSeconds() + " s";
            return new DeliveryException(Kind.TROUBLE, when, wait, null);
        }
        int status = answer.status();
        if (status >= 500 || status == 408 || status == 425) {
            return new DeliveryException(Kind.TROUBLE, said);
        }
        return status == 401
                ? new DeliveryException(Kind.SETUP, said + "; put a valid token in its place")
                : new DeliveryException(Kind.REJECTED, said + advice(status));
    }

    private static String advice(int status) {
        if (status >= 300 && status < 400) {
            return "; redirects are not followed: correct the repository's url, or apiUrl";
        }
        return switch (status) {
            case 403 -> "; the token may not do this: give it the right";
            case 404 -> "; the repository or commit is not there, or the token may not see it: check both, and apiUrl";
            case 410 -> "; it is switched off for this repository";
            default -> "";
        };
    }

    static DeliveryException unreachable(String what, String provider, Throwable cause) {
        String why = Text.printable(cause.getClass().getSimpleName(), 100);
        return new DeliveryException(
                Kind.TROUBLE, what + ": " + provider + " cannot be reached (" + why + ")", null, cause);
    }
}
