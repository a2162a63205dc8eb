/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. The message is for the sender: it says what to do and repeats no secret. */
final class Refusal extends Exception {
    private final int status;
    private final String outcome;
    private final transient Map<String, String> headers;

    private Refusal(int status, String outcome, String detail, Map<String, String> headers, @Nullable Throwable cause) {
        super(detail, cause);
        this.status = status;
        this.outcome = outcome;
        this.headers = Map.copyOf(headers);
    }

    private static Refusal of(int status, String outcome, String detail) {
        return new Refusal(status, outcome, detail, Map.of(), null);
    }

    static Refusal badRequest(String detail) {
        return of(400, "invalid", detail);
    }

    /** Where the request ends is not certain: nothing more is read from this connection. */
    static Refusal badFraming() {
        return new Refusal(
                400,
                "invalid",
                "the only Transfer-Encoding that is read is chunked",
                Map.of("Connection", "close"),
                null);
    }

    /** @param scheme how the sender must authenticate, in the words of RFC 9110 */
    static Refusal badSignature(String scheme) {
        return new Refusal(
                401,
                "unauthorized",
                "the signature or token is missing, malformed or wrong",
                Map.of("WWW-Authenticate", scheme),
                null);
    }

    static Refusal badToken() {
        return new Refusal(
                401,
                "unauthorized",
                "send one of the tokens of ingress.apiTokens as 'Authorization: Bearer <token>'",
                Map.of("WWW-Authenticate", "Bearer"),
                null);
    }

    static Refusal notFound(String detail) {
        return of(404, "not_found", detail);
    }

    static Refusal onlyPost() {
        return method("POST");
    }

    static Refusal method(String allowed) {
        return new Refusal(405, "invalid", "only " + allowed + " is answered here", Map.of("Allow", allowed), null);
    }

    /** For metrics and the log only: nobody is there to read it. */
    static Refusal hungUp(Throwable cause) {
        return new Refusal(400, "aborted", "the connection broke before the body was complete", Map.of(), cause);
    }

    static Refusal bodyTooSlow() {
        return of(408, "timeout", "the body did not arrive in time");
    }

    static Refusal bodyTooLarge(long maxBody) {
        return of(413, "too_large", "the body may have at most " + maxBody + " bytes (ingress.maxBody)");
    }

    static Refusal mediaType(String detail) {
        return new Refusal(415, "invalid", detail, Map.of("Accept", "application/json"), null);
    }

    static Refusal headersTooLarge() {
        return of(431, "too_large", "the headers may have at most " + IngressLimits.MAX_HEADER_BYTES + " bytes");
    }

    static Refusal requestLineTooLong() {
        return of(414, "too_large", "the request line may have at most " + IngressLimits.MAX_REQUEST_LINE + " bytes");
    }

    static Refusal tooMany() {
        return new Refusal(429, "overloaded", "too many requests at once; try again", Map.of("Retry-After", "1"), null);
    }

    static Refusal secretUnavailable() {
        return unavailable("a secret of this ingress cannot be read; its log says which", null);
    }

    static Refusal notAcknowledged(@Nullable Throwable cause) {
        return unavailable(
                "the log did not acknowledge the event in time; nothing is lost if you send it again", cause);
    }

    private static Refusal unavailable(String detail, @Nullable Throwable cause) {
        return new Refusal(503, "unavailable", detail, Map.of("Retry-After", "5"), cause);
    }

    static Refusal unexpected(Throwable cause) {
        return new Refusal(500, "failed", "this is a fault of the ingress; its log says more", Map.of(), cause);
    }

    int status() {
        return status;
    }

    /** For the metric: one of a few words. */
    String outcome() {
        return outcome;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Title of RFC 9457 for the type {@code about:blank}: the phrase of the status. */
    String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** For the sender. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
