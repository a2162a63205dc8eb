/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Delivers signed webhooks as a Git host would. */
final class WebhookSender {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI url;
    private final byte[] secret;

    WebhookSender(URI url, byte[] secret) {
        this.url = url;
        this.secret = secret.clone();
    }

    /** Delivers a push and returns the id of the event it became. */
    String deliver(Map<String, String> push) throws InterruptedException {
        try {
            byte[] body = EventJson.MAPPER.writeValueAsBytes(push);
            HttpRequest request = HttpRequest.newBuilder(url)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .header("X-Delivery-Id", UUID.randomUUID().toString())
                    .header("X-Signature", "sha256=" + sign(body))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return eventId(response);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the webhook could not be delivered to " + url, e);
        }
    }

    private static String eventId(HttpResponse<String> response) throws JsonProcessingException {
        JsonNode answer = EventJson.MAPPER.readTree(response.body());
        if (response.statusCode() != 202 || !answer.path("status").asText().equals("accepted")) {
            throw new DemoFailure("the webhook was answered " + response.statusCode() + " " + response.body());
        }
        return answer.path("eventId").asText();
    }

    private String sign(byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
