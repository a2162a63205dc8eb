/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.notify.sink;

import dev.longshore.events.config.SecretUnavailableException;
import dev.longshore.reconciler.notify.DeliveryException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends bodies to URLs that users configured. Follows no redirect: a credential would go where nobody meant it to go. Says of a failure
 * whom it reached and what status came, never the path or the answer: both may be credentials.
 */
public final class HttpSender {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final long MOST_ANSWER = 64 * 1024;

    private final HttpClient client;
    private final Duration patience;

    /** @param certificates PEM file of the authorities to trust; null for Java's own */
    public HttpSender(Vertx vertx, @Nullable Path certificates) {
        this(vertx, certificates, ANSWER);
    }

    /** @param patience with which it waits for an answer */
    HttpSender(Vertx vertx, @Nullable Path certificates, Duration patience) {
        this.patience = patience;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
                .setKeepAliveTimeout(10)
                .setMaxHeaderSize(16 * 1024);
        if (certificates != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(certificates.toString()));
        }
        this.client = vertx.createHttpClient(options);
    }

    /** What to send. Headers must be fit for HTTP. */
    public record Request(URI url, Map<String, String> headers, Buffer body) {}

    /** Posts what {@code request} makes, which may read credentials and so may block. Fails with a {@link DeliveryException}. */
    public Future<Void> post(Supplier<Request> request) {
        Request made;
        try {
            made = request.get();
        } catch (SecretUnavailableException e) {
            return Future.failedFuture(
                    new DeliveryException(DeliveryException.Kind.SETUP, String.valueOf(e.getMessage()), null, e));
        }
        String where = made.url().getScheme() + "://" + made.url().getRawAuthority();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(made.url().toString())
                .setFollowRedirects(false)
                .setTimeout(patience.toMillis())
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(made.headers()));
        options.putHeader("User-Agent", "Longshore");
        return client.request(options)
                .compose(opened -> opened.send(made.body()).compose(answer -> finish(opened, answer)))
                .transform(done -> done.succeeded()
                        ? verdict(where, done.result())
                        : Future.failedFuture(trouble(where, done.cause())));
    }

    /** A status, and how long the server wants to be left alone. */
    private record Answer(int status, @Nullable String retryAfter) {}

    /** Reads the answer to its end, so that the connection can be used again, unless that is far. */
    private static Future<Answer> finish(HttpClientRequest request, HttpClientResponse response) {
        Answer answer = new Answer(response.statusCode(), response.getHeader("Retry-After"));
        long[] read = {0};
        response.handler(buffer -> {
            read[0] += buffer.length();
            if (read[0] > MOST_ANSWER) {
                request.reset();
            }
        });
        return response.end().transform(ignored -> Future.succeededFuture(answer));
    }

    private static Future<Void> verdict(String where, Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        DeliveryException.Kind kind = DeliveryException.ofStatus(status);
        String help =
                switch (kind) {
                    case SETUP -> "; check the URL and the credential of this sink";
                    case REJECTED -> "; it does not want this message";
                    case TROUBLE -> "";
                };
        return Future.failedFuture(new DeliveryException(
                kind, where + " answered " + status + help, retryAfter(answer.retryAfter()), null));
    }

    /** Seconds only: the dates that HTTP allows as well are by clocks that may differ. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    private static DeliveryException trouble(String where, Throwable cause) {
        if (cause instanceof SSLException) {
            return new DeliveryException(
                    DeliveryException.Kind.SETUP,
                    where + " has no certificate that is trusted, or does not speak TLS; see 'certificates'",
                    null,
                    cause);
        }
        String what = "cannot be reached (" + cause.getClass().getSimpleName() + ")";
        if (cause instanceof UnknownHostException) {
            what = "is a name that cannot be resolved";
        } else if (cause instanceof TimeoutException) {
            what = "did not answer in time";
        }
        return new DeliveryException(DeliveryException.Kind.TROUBLE, where + " " + what, null, cause);
    }

    /** Lets go of its connections. */
    public Future<Void> close() {
        return client.close();
    }
}
