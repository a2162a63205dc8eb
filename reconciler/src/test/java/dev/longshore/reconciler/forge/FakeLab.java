/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** GitLab, with its rules for the transitions of a status. Project {@code group/sub group/homelab}. */
final class FakeLab extends FakeForge {
    private static final String ROOT = "/api/v4/projects/group%2Fsub%20group%2Fhomelab/";
    private static final Set<String> STATES = Set.of("pending", "running", "success", "failed", "canceled");

    FakeLab(Vertx vertx) {
        super(vertx);
    }

    @Override
    String api() {
        return "http://127.0.0.1:" + port() + "/api/v4";
    }

    @Override
    boolean isAuthorized(HttpServerRequest request) {
        return TOKEN.equals(request.getHeader("PRIVATE-TOKEN"));
    }

    @Override
    void serve(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.startsWith(ROOT + "statuses/") && isPost(request)) {
            addStatus(request, body.toJsonObject());
        } else if (path.startsWith(ROOT + "repository/commits/") && path.endsWith("/statuses")) {
            String sha = path.substring((ROOT + "repository/commits/").length(), path.length() - "/statuses".length());
            List<JsonObject> own = statuses.stream()
                    .filter(status -> status.getString("sha").equals(sha))
                    .filter(status -> status.getString("name").equals(request.getParam("name")))
                    .toList();
            answer(request.response(), 200, page(request, own).toBuffer());
        } else if (path.equals(ROOT + "issues")) {
            issues(request, body);
        } else {
            problem(request.response(), 404, "404 Project Not Found");
        }
    }

    private void addStatus(HttpServerRequest request, JsonObject asked) {
        String sha = request.path().substring(request.path().lastIndexOf('/') + 1);
        String description = Objects.requireNonNullElse(asked.getString("description"), "");
        boolean again = asked.getString("state").equals("pending")
                && statuses.stream()
                        .filter(status -> status.getString("sha").equals(sha))
                        .filter(status -> status.getString("name").equals(asked.getString("name")))
                        .reduce((older, newer) -> newer)
                        .filter(status -> status.getString("status").equals("pending"))
                        .isPresent();
        if (!STATES.contains(asked.getString("state")) || description.length() > 255) {
            problem(request.response(), 400, "state does not have a valid value");
        } else if (again) {
            problem(
                    request.response(),
                    400,
                    "Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition via \"enqueue\")");
        } else {
            JsonObject status = asked.copy().put("id", statuses.size() + 1).put("sha", sha);
            statuses.add(status.put("status", status.remove("state")));
            answer(request.response(), 201, status.toBuffer());
        }
    }

    private void issues(HttpServerRequest request, Buffer body) {
        if (isPost(request)) {
            JsonObject issue = body.toJsonObject().put("iid", issues.size() + 1).put("state", "opened");
            issue.put("web_url", "https://gitlab.example.org/group/homelab/-/issues/" + issue.getInteger("iid"));
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
