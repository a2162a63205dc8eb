/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import dev.longshore.cli.output.StatusTable;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Envelope;
import dev.longshore.events.PushReceived;
import dev.longshore.events.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The steps, in the order in which they are shown. Every one looks at real containers before it says that it worked. */
final class Demo {
    private static final int MEASURED_PUSHES = 20;

    private final DemoStage stage;
    private final Narrator narrator;

    Demo(DemoStage stage, Narrator narrator) {
        this.stage = stage;
        this.narrator = narrator;
    }

    void play() throws InterruptedException {
        firstDeployment();
        secondPush();
        manyPushes();
        failingHealthCheck();
        killedContainer();
        brokenFile();
        narrator.step("Where things stand");
        new StatusTable(Ansi.AUTO).print(stage.awaitInSync(), System.out);
        narrator.say("All steps worked.");
    }

    private void firstDeployment() throws InterruptedException {
        narrator.step("A repository with a Compose stack, a broker, four services: the first deployment");
        stage.start("first");
        narrator.say("repository " + stage.repositoryUrl() + ", webhook " + stage.webhookUrl());
        var succeeded = stage.events().await(DeploymentEvent.Succeeded.class, e -> true, "the first deployment");
        check(stage.page().contains("first"), "the page shows the first revision");
        narrator.say(succeeded.event().revision().brief() + " runs and is healthy: " + describe(succeeded.event()));
        narrator.say("the page says '" + stage.page().strip() + "' at " + stage.pageUrl());
    }

    private void secondPush() throws InterruptedException {
        narrator.step("A push, delivered by a signed webhook");
        Push push = push("second");
        var succeeded = succeeded(push);
        check(stage.page().contains("second"), "the page shows the second revision");
        narrator.say("the page says '" + stage.page().strip() + "'");
        narrator.say("webhook to compose up started: " + millis(push, started(push)) + " ms; webhook to healthy: "
                + millis(push, succeeded) + " ms; " + describe(succeeded.event()));
    }

    private void manyPushes() throws InterruptedException {
        narrator.step(MEASURED_PUSHES + " more pushes, for the figure");
        List<Long> toUp = new ArrayList<>();
        List<Long> toHealthy = new ArrayList<>();
        for (int i = 1; i <= MEASURED_PUSHES; i++) {
            Push push = push("measured " + i);
            toHealthy.add(millis(push, succeeded(push)));
            toUp.add(millis(push, started(push)));
        }
        narrator.say("webhook to compose up started: " + spread(toUp) + " (from the events' own times)");
        narrator.say("webhook to healthy:            " + spread(toHealthy));
    }

    private void failingHealthCheck() throws InterruptedException {
        narrator.step("A push whose health check fails");
        String before = stage.page();
        Push push = pushFiles("a health check that fails", stage.unhealthyFiles());
        var rolledBack = stage.events().await(DeploymentEvent.RolledBack.class, push::causes, "the rollback");
        check(stage.page().equals(before), "the page is the golden revision's again");
        narrator.say("gate: " + rolledBack.event().reason() + "; back to golden "
                + rolledBack.event().revision().brief() + " in " + millis(push, rolledBack) + " ms, "
                + push.commit().brief() + " is quarantined");
    }

    private void killedContainer() throws InterruptedException {
        narrator.step("A container is killed");
        String killed = stage.killContainer();
        var corrected = stage.events().await(DeploymentEvent.DriftCorrected.class, e -> true, "the repair");
        check(!stage.containerIds().isEmpty() && stage.allRunning(), "the container runs again");
        narrator.say(killed + " was killed; "
                + corrected.event().drift().stream()
                        .map(drift -> drift.service() + " " + drift.kind().text())
                        .collect(Collectors.joining(", "))
                + " repaired in " + corrected.event().durationMs() + " ms");
    }

    private void brokenFile() throws InterruptedException {
        narrator.step("A push that breaks the YAML");
        List<String> before = stage.containerIds();
        Push push = pushFiles("broken YAML", Map.of("compose.yaml", "services:\n  web: [this is not a service\n"));
        var refused = stage.events().await(DeploymentEvent.Refused.class, push::causes, "the refusal");
        check(stage.containerIds().equals(before), "the running containers are the same");
        narrator.say(refused.event().reason() + ": "
                + refused.event().message().lines().findFirst().orElse(""));
        narrator.say("the running containers are untouched: " + before);
        Push repair = push("repaired");
        succeeded(repair);
        narrator.say("a good push puts it right");
    }

    private Push push(String text) throws InterruptedException {
        return pushFiles(text, stage.files(text));
    }

    private Push pushFiles(String message, Map<String, String> files) throws InterruptedException {
        Revision commit = stage.commit(message, files);
        String eventId = stage.deliverWebhook(commit);
        Envelope<PushReceived> received = stage.events()
                .await(PushReceived.class, envelope -> envelope.id().equals(eventId), "the push on the log");
        return new Push(commit, received);
    }

    private Envelope<DeploymentEvent.Started> started(Push push) throws InterruptedException {
        return stage.events().await(DeploymentEvent.Started.class, push::causes, "the start of the deployment");
    }

    private Envelope<DeploymentEvent.Succeeded> succeeded(Push push) throws InterruptedException {
        return stage.events().await(DeploymentEvent.Succeeded.class, push::causes, "the deployment");
    }

    private static long millis(Push push, Envelope<?> end) {
        return Duration.between(push.received().meta().time(), end.meta().time())
                .toMillis();
    }

    private static String spread(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return "median " + sorted.get(sorted.size() / 2) + " ms, least " + sorted.get(0) + ", most "
                + sorted.get(sorted.size() - 1) + " over " + sorted.size() + " pushes";
    }

    private static String describe(DeploymentEvent.Succeeded succeeded) {
        return succeeded.services().stream()
                        .map(service ->
                                service.service() + " " + service.decision().text())
                        .collect(Collectors.joining(", "))
                + " " + succeeded.durations() + " ms";
    }

    private static void check(boolean condition, String promise) {
        if (!condition) {
            throw new DemoFailure("it should be so that " + promise);
        }
    }

    /** A commit and the event that its webhook became. */
    private record Push(Revision commit, Envelope<PushReceived> received) {
        boolean causes(Envelope<?> envelope) {
            return envelope.meta().correlationId().equals(received.id());
        }
    }
}
