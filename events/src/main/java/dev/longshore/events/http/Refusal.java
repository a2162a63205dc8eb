/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. The message is for the sender: it says what to do and repeats no secret. */
public final class Refusal extends Exception {
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

    public static Refusal badRequest(String detail) {
        return of(400, "invalid", detail);
    }

    /** Where the request ends is not certain: nothing more is read from this connection. */
    public static Refusal badFraming() {
        return new Refusal(
                400,
                "invalid",
                "the only Transfer-Encoding that is read is chunked",
                Map.of("Connection", "close"),
                null);
    }

    /** @param scheme how the sender must authenticate, in the words of RFC 9110 */
    public static Refusal badSignature(String scheme) {
        return new Refusal(
                401,
                "unauthorized",
                "the signature or token is missing, malformed or wrong",
                Map.of("WWW-Authenticate", scheme),
                null);
    }

    /** @param key of the configuration that lists the tokens, such as {@code ingress.apiTokens} */
    public static Refusal badToken(String key) {
        return new Refusal(
                401,
                "unauthorized",
                "send one of the tokens of " + key + " as 'Authorization: Bearer <token>'",
                Map.of("WWW-Authenticate", "Bearer"),
                null);
    }

    public static Refusal notFound(String detail) {
        return of(404, "not_found", detail);
    }

    public static Refusal onlyPost() {
        return method("POST");
    }

    public static Refusal method(String allowed) {
        return new Refusal(405, "invalid", "only " + allowed + " is answered here", Map.of("Allow", allowed), null);
    }

    /** For metrics and the log only: nobody is there to read it. */
    public static Refusal hungUp(Throwable cause) {
        return new Refusal(400, "aborted", "the connection broke before the body was complete", Map.of(), cause);
    }

    public static Refusal bodyTooSlow() {
        return of(408, "timeout", "the body did not arrive in time");
    }

    public static Refusal bodyTooLarge(long maxBody) {
        return of(413, "too_large", "the body may have at most " + maxBody + " bytes (ingress.maxBody)");
    }

    public static Refusal mediaType(String detail) {
        return new Refusal(415, "invalid", detail, Map.of("Accept", "application/json"), null);
    }

    public static Refusal headersTooLarge() {
        return of(431, "too_large", "the headers may have at most " + ServerSettings.MAX_HEADER_BYTES + " bytes");
    }

    public static Refusal requestLineTooLong() {
        return of(414, "too_large", "the request line may have at most " + ServerSettings.MAX_REQUEST_LINE + " bytes");
    }

    public static Refusal tooMany() {
        return new Refusal(429, "overloaded", "too many requests at once; try again", Map.of("Retry-After", "1"), null);
    }

    public static Refusal secretUnavailable() {
        return unavailable("a secret cannot be read; the log of the service says which", null);
    }

    public static Refusal notAcknowledged(@Nullable Throwable cause) {
        return unavailable(
                "the log did not acknowledge the event in time; nothing is lost if you send it again", cause);
    }

    public static Refusal unavailable(String detail, @Nullable Throwable cause) {
        return new Refusal(503, "unavailable", detail, Map.of("Retry-After", "5"), cause);
    }

    public static Refusal unexpected(Throwable cause) {
        return new Refusal(500, "failed", "this is a fault of the service; its log says more", Map.of(), cause);
    }

    public int status() {
        return status;
    }

    /** For the metric: one of a few words. */
    public String outcome() {
        return outcome;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** Title of RFC 9457 for the type {@code about:blank}: the phrase of the status. */
    public String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** For the sender. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
