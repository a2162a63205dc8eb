/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.events.EventJson;
import dev.longshore.events.Revision;
import io.vertx.core.Future;
import java.util.Optional;

/** Gitea and Forgejo (https://docs.gitea.com/api): GitHub's ways with other names here and there. */
record Gitea(ForgeApi api, String repository) implements Forge {
    private static final int DESCRIPTION = 255;
    private static final int PAGE = 50;

    /** @param repository owner and name, encoded */
    Gitea {}

    @Override
    public String place() {
        return api.root() + " " + repository;
    }

    @Override
    public Future<Optional<CommitStatus>> latest(Revision revision, String context) {
        String path = "/repos/" + repository + "/commits/" + revision.commit() + "/status?limit=" + PAGE;
        return new Pages(api, path, PAGE, answer -> answer.json().path("statuses"))
                .first(status -> status.path("context").asText().equals(context))
                .map(found -> found.map(status -> StatusJson.read(status, "status", context)));
    }

    @Override
    public Future<Void> set(Revision revision, CommitStatus status) {
        return api.post("/repos/" + repository + "/statuses/" + revision.commit(), StatusJson.write(fitted(status)))
                .mapEmpty();
    }

    @Override
    public CommitStatus fitted(CommitStatus status) {
        return status.within(DESCRIPTION);
    }

    @Override
    public Future<Optional<String>> openIssue(String marker) {
        String path = "/repos/" + repository + "/issues?state=open&type=issues&limit=" + PAGE;
        return new Pages(api, path, PAGE, Answer::json)
                .first(issue -> issue.path("body").asText().contains(marker))
                .map(found -> found.map(Gitea::address));
    }

    @Override
    public Future<String> open(Issue issue) {
        ObjectNode body =
                EventJson.MAPPER.createObjectNode().put("title", issue.title()).put("body", issue.body());
        return api.post("/repos/" + repository + "/issues", body).map(answer -> address(answer.json()));
    }

    private static String address(JsonNode issue) {
        return issue.path("html_url").asText();
    }
}
