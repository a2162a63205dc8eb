/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changing the configuration of a running installation, while pushes come in. Its stacks are for a host that does not exist. */
final class ReloadIT {
    /** As promised; the file is looked at four times a second. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Path directory;
    private final Repository first;
    private final Repository second;
    private final Repository admitted;
    private final Up up;
    private final AtomicBoolean enough = new AtomicBoolean();

    ReloadIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.first = repository("first");
        this.second = repository("second");
        this.admitted = repository("group/third");
        this.up = new Up(directory.resolve("up"), "old-secret", "token", Up.entry("first", first));
    }

    private Repository repository(String name) throws IOException {
        Repository repository = new Repository(directory.resolve(name), "e2e-reload", "web");
        repository.write(".longshore.yaml", "stacks: [{name: web, path: web, hosts: [nobody]}]\n");
        repository.commit("web", "1");
        return repository;
    }

    @BeforeEach
    void start() {
        up.startReady();
        await().atMost(Duration.ofSeconds(20)).until(() -> up.process().out().contains("first"));
    }

    @AfterEach
    void stop() {
        enough.set(true);
        up.close();
    }

    private void change(String from, String to) throws IOException {
        String changed = Files.readString(up.config()).replace(from, to);
        assertThat(changed).contains(to);
        Path next = Files.writeString(directory.resolve("next.yaml"), changed);
        Files.move(next, up.config(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Delivers pushes without a pause; the answers, until there are enough. */
    private CompletableFuture<List<Integer>> pushes() {
        Webhook webhook = up.webhook();
        return CompletableFuture.supplyAsync(() -> {
            List<Integer> answers = new ArrayList<>();
            try {
                while (!enough.get()) {
                    answers.add(webhook.deliver("first", "a".repeat(40)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answers;
        });
    }

    @Test
    void aValidChangeTakesEffectInEveryServiceWithoutALostRequest() throws Exception {
        CompletableFuture<List<Integer>> pushes = pushes();
        Path secret = SecretFile.write(directory.resolve("new-secret"), "new-secret");
        change("webhooks: {", "webhooks: {extra: {provider: generic-hmac, secret: {file: " + secret + "}}, ");
        Webhook extra = new Webhook(up.ingressPort(), "extra", "new-secret");
        await().atMost(SOON).until(() -> extra.deliver("first", "b".repeat(40)) == 202);

        change("repositories:", "repositories:\n  - " + Up.entry("second", second));
        await().atMost(SOON).until(() -> isAnnounced("second"));
        assertThat(extra.deliver("second", "b".repeat(40))).isEqualTo(202);

        change("repositories:", "repositories:\n  - {match: \"" + admitted.url().replaceFirst("third/?$", "*") + "\"}");
        await().atMost(SOON)
                .until(() -> extra.deliver(admitted.url(), "b".repeat(40)) == 202
                        && extra.answers().contains("\"repository\":\"third\""));
        assertThat(up.run("validate").exitCode()).isZero();
        await().atMost(Duration.ofSeconds(5)).until(() -> isAnnounced("third"));

        enough.set(true);
        assertThat(pushes.get()).hasSizeGreaterThan(20).containsOnly(202);
    }

    @Test
    void aSecretCanBeRotatedWhilePushesComeIn() throws Exception {
        CompletableFuture<List<Integer>> pushes = pushes();
        Path secret = SecretFile.write(directory.resolve("new-secret"), "new-secret");
        Path old = up.config().resolveSibling("webhook-secret");
        change("secret: {file: " + old + "}", "secret: {file: " + secret + "}, previousSecret: {file: " + old + "}");
        Webhook rotated = new Webhook(up.ingressPort(), Up.WEBHOOK, "new-secret");

        await().atMost(SOON).until(() -> rotated.deliver("first", "b".repeat(40)) == 202);

        enough.set(true);
        assertThat(pushes.get()).containsOnly(202);
    }

    @Test
    void anInvalidChangeIsReportedAndTheOldOneStays() throws Exception {
        change("repositories:", "repositoriez:");

        await().atMost(SOON).until(() -> up.process().err().contains("did you mean 'repositories'?"));

        assertThat(up.process().err()).contains("the old one stays");
        assertThat(up.webhook().deliver("first", "b".repeat(40))).isEqualTo(202);
        change("repositoriez:", "repositories:");
        change("webhooks: {", "webhooks: {later: {provider: generic-hmac, secret: {file: gone}}, ");
        await().atMost(SOON).until(() -> up.process().err().contains("secret file"));
        assertThat(up.process().err()).doesNotContain("\tat ");
    }

    private boolean isAnnounced(String repository) {
        return up.process()
                .out()
                .lines()
                .anyMatch(line -> line.contains(repository) && line.contains("source.changed"));
    }
}
