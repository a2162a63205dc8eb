/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The engine's {@code GET /distribution/{name}/json}, which docker-java has no command for: what a name means in its registry. */
final class Distribution {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 1 << 20;
    private static final int NOT_FOUND = 404;
    private static final int FAILED = 400;

    private final DockerHttpClient http;

    Distribution(DockerHttpClient http) {
        this.http = http;
    }

    /**
     * {@code sha256:…} of the manifest, or of the list of manifests; empty if the registry has none.
     *
     * @throws DockerException if the engine or the registry refuses
     */
    Optional<String> digest(String reference, @Nullable AuthConfig auth) throws IOException {
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/distribution/" + reference + "/json");
        if (auth != null) {
            request.putHeader("X-Registry-Auth", header(auth));
        }
        try (DockerHttpClient.Response response = http.execute(request.build())) {
            JsonNode body = JSON.readTree(response.getBody().readNBytes(LIMIT));
            if (response.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (response.getStatusCode() >= FAILED) {
                throw new DockerException(body.path("message").asText("refused"), response.getStatusCode());
            }
            return Optional.of(body.path("Descriptor").path("digest").asText()).filter(digest -> !digest.isEmpty());
        }
    }

    private static String header(AuthConfig auth) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("username", auth.getUsername())
                .put("password", auth.getPassword())
                .put("identitytoken", auth.getIdentitytoken())
                .put("serveraddress", auth.getRegistryAddress());
        return Base64.getUrlEncoder()
                .encodeToString(JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
    }
}
