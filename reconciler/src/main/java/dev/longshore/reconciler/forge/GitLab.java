/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.Revision;
import dev.longshore.reconciler.notify.DeliveryException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/**
 * GitLab (https://docs.gitlab.com/api/commits and /api/issues). A status there is a job of a pipeline, with transitions of its own: one that
 * waits cannot be told to wait again, which is no trouble of ours.
 */
record GitLab(ForgeApi api, String project) implements Forge {
    private static final int DESCRIPTION = 255;
    private static final int PAGE = 50;
    private static final Map<CommitStatus.State, String> STATES = Map.of(
            CommitStatus.State.PENDING, "pending",
            CommitStatus.State.SUCCESS, "success",
            CommitStatus.State.FAILURE, "failed",
            CommitStatus.State.CANCELLED, "canceled");

    /** @param project its full path, groups included, encoded as one part */
    GitLab {}

    @Override
    public String place() {
        return api.root() + " " + project;
    }

    @Override
    public Future<Optional<CommitStatus>> latest(Revision revision, String context) {
        String path = "/projects/" + project + "/repository/commits/" + revision.commit() + "/statuses?name="
                + ProjectPath.encode(context) + "&per_page=" + PAGE + "&order_by=id&sort=desc";
        return new Pages(api, path, PAGE, Answer::json)
                .first(status -> status.path("name").asText().equals(context))
                .map(found -> found.map(status -> read(status, context)));
    }

    private static CommitStatus read(JsonNode status, String context) {
        String said = status.path("status").asText();
        CommitStatus.State state = STATES.entrySet().stream()
                .filter(known -> known.getValue().equals(said))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(CommitStatus.State.PENDING); // created, running, …: it has no end yet
        return new CommitStatus(
                state, context, status.path("description").asText(""), StatusJson.link(status.path("target_url")));
    }

    @Override
    public Future<Void> set(Revision revision, CommitStatus status) {
        CommitStatus fitted = fitted(status);
        ObjectNode body = EventJson.MAPPER
                .createObjectNode()
                .put("state", STATES.get(fitted.state()))
                .put("ref", revision.branch())
                .put("name", fitted.context())
                .put("description", fitted.description());
        if (fitted.link() != null) {
            body.put("target_url", fitted.link());
        }
        return api.post("/projects/" + project + "/statuses/" + revision.commit(), body)
                .<Void>mapEmpty()
                .recover(e -> isNeedless(e) ? alreadySo(revision, fitted, e) : Future.failedFuture(e));
    }

    /** {@code Cannot transition status via :enqueue from :pending}, with 400. */
    private static boolean isNeedless(Throwable e) {
        return e instanceof DeliveryException refused
                && refused.kind() == DeliveryException.Kind.REJECTED
                && String.valueOf(refused.getMessage()).contains("Cannot transition status");
    }

    private Future<Void> alreadySo(Revision revision, CommitStatus wanted, Throwable refusal) {
        return latest(revision, wanted.context()).compose(now -> now.filter(status -> status.state() == wanted.state())
                .map(same -> Future.<Void>succeededFuture())
                .orElseGet(() -> Future.failedFuture(refusal)));
    }

    @Override
    public CommitStatus fitted(CommitStatus status) {
        return status.within(DESCRIPTION);
    }

    @Override
    public Future<Optional<String>> openIssue(String marker) {
        String path = "/projects/" + project + "/issues?state=opened&order_by=created_at&sort=desc&per_page=" + PAGE;
        return new Pages(api, path, PAGE, Answer::json)
                .first(issue -> issue.path("description").asText().contains(marker))
                .map(found -> found.map(GitLab::address));
    }

    @Override
    public Future<String> open(Issue issue) {
        ObjectNode body =
                EventJson.MAPPER.createObjectNode().put("title", issue.title()).put("description", issue.body());
        return api.post("/projects/" + project + "/issues", body).map(answer -> address(answer.json()));
    }

    private static String address(JsonNode issue) {
        return issue.path("web_url").asText();
    }
}
