/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.config.Secret;
import dev.longshore.events.config.SecretUnavailableException;
import dev.longshore.reconciler.notify.DeliveryException;
import dev.longshore.reconciler.notify.DeliveryException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of one Git host with one token. Redirects are not followed: the token goes to the configured host only. Every request has a
 * deadline, every answer a size.
 */
final class ForgeApi {
    private static final int MOST_BYTES = 8 << 20;

    private final Access access;
    private final Reach reach;

    /**
     * What a provider's API is reached with.
     *
     * @param name of the provider, for people
     * @param root without a slash at the end
     * @param scheme what stands before the token, such as {@code "Bearer "}; may be empty
     */
    record Access(String name, String root, Secret token, String header, String scheme) {}

    /**
     * What all have in common.
     *
     * @param files where tokens are read: that may block
     * @param deadline for one request and its answer
     */
    record Reach(HttpClient client, WorkerExecutor files, Clock clock, Duration deadline) {}

    ForgeApi(Access access, Reach reach) {
        this.access = access;
        this.reach = reach;
    }

    String root() {
        return access.root();
    }

    Future<Answer> get(String path) {
        return ask(HttpMethod.GET, path, null);
    }

    Future<Answer> post(String path, ObjectNode body) {
        return ask(HttpMethod.POST, path, body);
    }

    private Future<Answer> ask(HttpMethod method, String path, @Nullable ObjectNode body) {
        String what = method + " " + access.root() + path.replaceFirst("\\?.*", "");
        return token().compose(token -> send(method, path, token, body)
                        .timeout(reach.deadline().toMillis(), TimeUnit.MILLISECONDS)
                        .recover(e -> Future.failedFuture(
                                e instanceof DeliveryException ? e : Failures.unreachable(what, access.name(), e))))
                .compose(answer -> Failures.check(what, access.name(), answer, reach.clock()));
    }

    private Future<String> token() {
        return reach.files().executeBlocking(() -> usable(access.token()), false);
    }

    private static String usable(Secret secret) throws DeliveryException {
        try {
            String token = secret.value();
            if (token.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
                throw new DeliveryException(
                        Kind.SETUP, "the token in " + secret + " must be one line of plain letters");
            }
            return token;
        } catch (SecretUnavailableException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), "a secret cannot be read");
            throw new DeliveryException(Kind.SETUP, why, null, e);
        }
    }

    private Future<Answer> send(HttpMethod method, String path, String token, @Nullable ObjectNode body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(access.root() + path)
                .setTimeout(reach.deadline().toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("User-Agent", "longshore")
                .putHeader(access.header(), access.scheme() + token);
        return reach.client()
                .request(options)
                .compose(request -> (body == null ? request.send() : send(request, body)))
                .compose(response ->
                        read(response).map(content -> Answer.of(response.statusCode(), response.headers(), content)));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, ObjectNode body) {
        try {
            return request.putHeader("Content-Type", "application/json")
                    .send(Buffer.buffer(EventJson.MAPPER.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written as JSON", e);
        }
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        Promise<Buffer> done = Promise.promise();
        Buffer content = Buffer.buffer();
        response.handler(chunk -> {
            content.appendBuffer(chunk);
            if (content.length() > MOST_BYTES
                    && done.tryFail(
                            new DeliveryException(Kind.REJECTED, "an answer has more than " + MOST_BYTES + " bytes"))) {
                response.request().reset();
            }
        });
        response.endHandler(end -> done.tryComplete(content));
        response.exceptionHandler(done::tryFail);
        return done.future();
    }
}
