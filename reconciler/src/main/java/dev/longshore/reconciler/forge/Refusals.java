/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/** Makes of an answer that is not good a failure that says what to do, and whether to ask again. */
final class Refusals {
    private Refusals() {}

    /** @param what method and URL */
    static Future<Answer> check(String what, String provider, Answer answer, Clock clock) {
        return answer.isGood()
                ? Future.succeededFuture(answer)
                : Future.failedFuture(of(what, provider, answer, clock));
    }

    private static ForgeException of(String what, String provider, Answer answer, Clock clock) {
        String said = what + ": " + provider + " answered " + answer.status()
                + (answer.message().isEmpty() ? "" : " (" + answer.message() + ")");
        Duration wait = RateLimit.wait(answer, clock);
        if (wait != null) {
            return ForgeException.waiting(
                    said + "; asked too often, will try again in " + wait.toSeconds() + " s", wait);
        }
        int status = answer.status();
        if (status >= 500 || status == 408 || status == 425) {
            return ForgeException.temporary(said + "; will try again", null);
        }
        return switch (status) {
            case 401 ->
                ForgeException.temporary(said + "; the token is not accepted: put a valid one in its place", null);
            case 403 -> ForgeException.temporary(said + "; the token may not do this: give it the right", null);
            case 404 ->
                ForgeException.refused(
                        said
                                + "; the repository or commit is not there, or the token may not see it: check both, and apiUrl");
            case 410 -> ForgeException.refused(said + "; it is switched off for this repository");
            default ->
                status >= 300 && status < 400
                        ? ForgeException.refused(
                                said + "; redirects are not followed: correct the repository's url, or apiUrl")
                        : ForgeException.refused(said);
        };
    }
}
