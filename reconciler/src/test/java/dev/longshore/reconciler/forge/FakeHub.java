/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** GitHub Enterprise Server, or Gitea: they differ in little. Repository {@code me/homelab}. */
final class FakeHub extends FakeForge {
    private static final Set<String> STATES = Set.of("pending", "success", "failure", "error");

    private final boolean gitea;

    private FakeHub(Vertx vertx, boolean gitea) {
        super(vertx);
        this.gitea = gitea;
    }

    static FakeHub gitHub(Vertx vertx) {
        return new FakeHub(vertx, false);
    }

    static FakeHub gitea(Vertx vertx) {
        return new FakeHub(vertx, true);
    }

    @Override
    String api() {
        return "http://127.0.0.1:" + port() + (gitea ? "/api/v1" : "/api/v3");
    }

    @Override
    boolean isAuthorized(HttpServerRequest request) {
        return ((gitea ? "token " : "Bearer ") + TOKEN).equals(request.getHeader("Authorization"));
    }

    @Override
    void serve(HttpServerRequest request, Buffer body) {
        String root = (gitea ? "/api/v1" : "/api/v3") + "/repos/me/homelab/";
        String path = request.path();
        if (!path.startsWith(root)) {
            problem(request.response(), 404, "Not Found");
        } else if (path.startsWith(root + "statuses/") && isPost(request)) {
            addStatus(request, body.toJsonObject());
        } else if (path.endsWith("/status") && !isPost(request)) {
            combined(request, path.substring((root + "commits/").length(), path.length() - "/status".length()));
        } else if (path.equals(root + "issues")) {
            issues(request, body);
        } else {
            problem(request.response(), 404, "Not Found");
        }
    }

    private void addStatus(HttpServerRequest request, JsonObject asked) {
        String sha = request.path().substring(request.path().lastIndexOf('/') + 1);
        String description = Objects.requireNonNullElse(asked.getString("description"), "");
        if (!STATES.contains(asked.getString("state")) || (!gitea && description.length() > 140)) {
            problem(request.response(), 422, "Validation Failed");
            return;
        }
        JsonObject status = asked.copy()
                .put("id", statuses.size() + 1)
                .put("sha", sha)
                .put("target_url", gitea ? asked.getString("target_url", "") : asked.getString("target_url"));
        if (gitea) {
            status.put("status", status.remove("state"));
        }
        statuses.add(status);
        answer(request.response(), 201, status.toBuffer());
    }

    private void combined(HttpServerRequest request, String sha) {
        java.util.Map<String, JsonObject> latest = new java.util.LinkedHashMap<>();
        statuses.stream().filter(status -> status.getString("sha").equals(sha)).forEach(status -> {
            latest.remove(status.getString("context"));
            latest.put(status.getString("context"), status);
        });
        JsonArray page = page(request, List.copyOf(latest.values()));
        JsonObject answer = new JsonObject().put("sha", sha).put("total_count", latest.size());
        answer.put("statuses", gitea && page.isEmpty() ? null : page);
        answer(request.response(), 200, answer.toBuffer());
    }

    private void issues(HttpServerRequest request, Buffer body) {
        if (isPost(request)) {
            JsonObject issue =
                    body.toJsonObject().put("number", issues.size() + 1).put("state", "open");
            issue.put("html_url", "https://git.example.org/me/homelab/issues/" + issue.getInteger("number"));
            issues.add(issue);
            answer(request.response(), 201, issue.toBuffer());
        } else {
            List<JsonObject> open = issues.stream()
                    .filter(issue -> issue.getString("state").equals(request.getParam("state")))
                    .toList();
            answer(request.response(), 200, page(request, open).toBuffer());
        }
    }
}
