/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a Gitea shows of commits, and its issues. */
final class CommitBoard implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each as {@code state context sha}, in the order in which they came. */
    final List<String> statuses = new CopyOnWriteArrayList<>();

    final List<String> issues = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> shown = new CopyOnWriteArrayList<>();
    private final String token;
    private final HttpServer server;
    private volatile boolean broken;

    CommitBoard(String token) throws IOException {
        this.token = token;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/repos/", this::handle);
        server.start();
    }

    String api() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1";
    }

    /** From now on it answers 500, or no longer. */
    void broken(boolean now) {
        broken = now;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (broken) {
                answer(exchange, 500, JSON.createObjectNode());
            } else if (!("token " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, JSON.createObjectNode());
            } else if (!path.startsWith("/api/v1/repos/team/fleet/")) {
                answer(exchange, 404, JSON.createObjectNode());
            } else if (exchange.getRequestMethod().equals("POST")) {
                post(exchange, path, (ObjectNode) JSON.readTree(exchange.getRequestBody()));
            } else {
                answer(exchange, 200, path.endsWith("/issues") ? openIssues() : combined(path));
            }
        }
    }

    private void post(HttpExchange exchange, String path, ObjectNode body) throws IOException {
        if (path.endsWith("/issues")) {
            issues.add(body.path("title").asText() + "\n" + body.path("body").asText());
        } else {
            String sha = path.substring(path.lastIndexOf('/') + 1);
            statuses.add(
                    body.path("state").asText() + " " + body.path("context").asText() + " " + sha);
            shown.add(body.put("sha", sha).put("status", body.path("state").asText()));
        }
        answer(exchange, 201, body);
    }

    private JsonNode openIssues() {
        var list = JSON.createArrayNode();
        issues.forEach(issue -> list.addObject().put("body", issue));
        return list;
    }

    private JsonNode combined(String path) {
        Map<String, ObjectNode> latest = new LinkedHashMap<>();
        shown.stream()
                .filter(status -> path.contains(status.path("sha").asText()))
                .forEach(status -> latest.put(status.path("context").asText(), status));
        var answer = JSON.createObjectNode();
        answer.putArray("statuses").addAll(latest.values());
        return answer;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] body = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
