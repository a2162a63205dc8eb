/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Delivers signed pushes to an ingress, and keeps every answer. */
final class Webhook {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final String secret;
    private final StringBuilder answers = new StringBuilder();

    Webhook(int port, String name, String secret) {
        this(URI.create("http://127.0.0.1:" + port + "/webhook/" + name), secret);
    }

    Webhook(URI url, String secret) {
        this.url = url;
        this.secret = secret;
    }

    /** Delivers a push of a configured repository; the status of the answer, 0 if there was none. */
    int deliver(String repository, String commit) throws InterruptedException {
        return send("{\"repository\":\"" + repository + "\",\"ref\":\"refs/heads/main\",\"after\":\"" + commit + "\"}");
    }

    /** The same of a Git host that tells who pushed, under an id of its own. */
    int deliver(String repository, String commit, String pusher, String deliveryId) throws InterruptedException {
        return send("{\"repository\":\"" + repository + "\",\"ref\":\"refs/heads/main\",\"after\":\"" + commit
                + "\",\"pusher\":\"" + pusher + "\",\"deliveryId\":\"" + deliveryId + "\"}");
    }

    private int send(String body) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(6))
                    .header("Content-Type", "application/json")
                    .header("X-Signature", "sha256=" + sign(body))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            answers.append(answer.headers().map()).append(answer.body()).append('\n');
            return answer.statusCode();
        } catch (IOException e) {
            return 0; // nobody listens: a Git host would deliver again
        }
    }

    String answers() {
        return answers.toString();
    }

    private String sign(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
