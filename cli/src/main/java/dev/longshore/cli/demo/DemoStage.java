/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.demo;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.ContainerState;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.KeptImages;
import dev.longshore.cli.node.Node;
import dev.longshore.cli.node.Service;
import dev.longshore.events.Revision;
import dev.longshore.events.StackId;
import dev.longshore.events.StackStatus;
import dev.longshore.events.Topic;
import dev.longshore.events.config.ConfigurationException;
import dev.longshore.events.config.ConfigurationLoader;
import dev.longshore.events.config.ConfigurationUnreadableException;
import dev.longshore.events.kafka.LogFollower;
import dev.longshore.events.kafka.LogFollower.Start;
import dev.longshore.events.kafka.StatusMirror;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.jspecify.annotations.Nullable;

/** Everything the demo needs in one temporary folder: a repository, a configuration, a whole Longshore, and a way to look at Docker. */
final class DemoStage implements AutoCloseable {
    static final String IMAGE = "busybox:1.37";
    private static final String REPOSITORY = "harbor";

    private final Path directory;
    private final DemoRepository repository;
    private final Engine engine;
    private final EventWatch events = new EventWatch();
    private final StatusMirror statuses = new StatusMirror();
    private final String project;
    private final int port;
    private final byte[] secret;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Node node;
    private @Nullable WebhookSender webhooks;
    private @Nullable LogFollower follower;

    private DemoStage(Path directory, DemoRepository repository, int port) {
        this.directory = directory;
        this.repository = repository;
        this.engine = Engine.connect();
        this.project = "longshore-demo-" + port;
        this.port = port;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    static DemoStage set(Path directory) throws IOException, GitAPIException {
        return new DemoStage(directory, DemoRepository.create(directory.resolve(REPOSITORY)), freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Commits the first revision, then starts every service. */
    void start(String text) throws InterruptedException {
        commit("first", files(text));
        Node started = Node.start(configuration(), EnumSet.allOf(Service.class));
        node = started;
        Map<Topic, Start> topics =
                Map.of(Topic.SYNC, Start.BEGINNING, Topic.DEPLOYMENT, Start.BEGINNING, Topic.STATUS, Start.BEGINNING);
        follower = new LogFollower(started.kafka(), "longshore-demo", topics, Map.of(), (records, next) -> {
                    statuses.accept(records);
                    events.accept(records);
                })
                .start();
        webhooks = new WebhookSender(webhookUrl(), secret);
    }

    private dev.longshore.events.config.Configuration configuration() {
        try {
            Path secretFile = Files.write(directory.resolve("webhook-secret"), secret);
            secretFile.toFile().setReadable(false, false);
            secretFile.toFile().setReadable(true, true);
            Path file = Files.writeString(directory.resolve("longshore.yaml"), yaml());
            return ConfigurationLoader.load(file, System::getenv).configuration();
        } catch (IOException | ConfigurationException | ConfigurationUnreadableException e) {
            throw new IllegalStateException("the demo's own configuration is not accepted", e);
        }
    }

    private String yaml() {
        return String.join(
                "\n",
                "data: " + directory.resolve("data"),
                "host: demo",
                "management: {listen: \"127.0.0.1:0\"}",
                "ingress:",
                "  listen: \"127.0.0.1:0\"",
                "  webhooks:",
                "    demo: {provider: generic-hmac, secret: {file: " + directory.resolve("webhook-secret") + "}}",
                "repositories:",
                "  - {name: " + REPOSITORY + ", url: \"" + repositoryUrl() + "\", branch: main}",
                "");
    }

    /** The files of a revision whose page says {@code text}. */
    Map<String, String> files(String text) {
        return Map.of("compose.yaml", compose("/"), "www/index.html", text + "\n", ".longshore.yaml", stacks());
    }

    /** A revision whose health check asks for a page that is not there. */
    Map<String, String> unhealthyFiles() {
        return Map.of("compose.yaml", compose("/missing"));
    }

    private String stacks() {
        return "stacks:\n  - {name: web, project: " + project + ", health: {timeout: 20s, stable: 200ms}}\n";
    }

    private String compose(String checked) {
        return String.join(
                "\n",
                "services:",
                "  web:",
                "    image: " + IMAGE,
                "    command: httpd -f -p 8080 -h /www",
                "    stop_signal: SIGKILL",
                "    ports: [\"127.0.0.1:" + port + ":8080\"]",
                "    volumes: [\"./www:/www:ro\"]",
                "    healthcheck:",
                "      test: wget -q -O- http://127.0.0.1:8080" + checked,
                "      interval: 1s",
                "      timeout: 1s",
                "      retries: 2",
                "      start_period: 2s",
                "      start_interval: 100ms",
                "");
    }

    Revision commit(String message, Map<String, String> files) {
        return repository.commit(message, files);
    }

    String deliverWebhook(Revision commit) throws InterruptedException {
        if (webhooks == null) {
            throw new IllegalStateException("not started");
        }
        return webhooks.deliver(Map.of("repository", REPOSITORY, "ref", "refs/heads/main", "after", commit.commit()));
    }

    EventWatch events() {
        return events;
    }

    /** What {@code longshore status} shows once the reconciler knows that everything is as it should be. */
    List<StackStatus> awaitInSync() throws InterruptedException {
        events.await(StackStatus.class, envelope -> isLastAndInSync(envelope.event()), "the status IN_SYNC");
        return statuses.matching(status -> true);
    }

    private boolean isLastAndInSync(StackStatus status) {
        return status.state() == StackStatus.State.IN_SYNC
                && statuses.matching(status::equals).size() == 1;
    }

    URI repositoryUrl() {
        return repository.url();
    }

    URI webhookUrl() {
        int ingress = node == null ? 0 : node.ingressPort().orElse(0);
        return URI.create("http://127.0.0.1:" + ingress + "/webhook/demo");
    }

    String pageUrl() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** What the stack serves now. */
    String page() {
        try (var in = URI.create(pageUrl()).toURL().openStream()) {
            return new String(in.readNBytes(10_000), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DemoFailure(pageUrl() + " does not answer: " + e);
        }
    }

    List<String> containerIds() {
        return engine.containers(project).stream()
                .map(ContainerView::id)
                .map(id -> id.substring(0, 12))
                .sorted()
                .toList();
    }

    boolean allRunning() {
        return engine.containers(project).stream().allMatch(container -> container.state() == ContainerState.RUNNING);
    }

    /** Kills the first container and returns its short id. */
    String killContainer() {
        ContainerView container = engine.containers(project).get(0);
        engine.kill(container.id());
        return container.id().substring(0, 12);
    }

    /** What a person may want to look at. */
    List<String> look() {
        Node running = node;
        return running == null
                ? List.of()
                : List.of(
                        "page     " + pageUrl(),
                        "webhook  " + webhookUrl(),
                        "health   http://127.0.0.1:" + running.managementPort() + "/health/ready",
                        "metrics  http://127.0.0.1:" + running.managementPort() + "/metrics",
                        "status   ./longshore status -c " + directory.resolve("longshore.yaml"),
                        "events   ./longshore events --follow -c " + directory.resolve("longshore.yaml"),
                        "push     commit in " + directory.resolve(REPOSITORY) + ", then ./longshore sync " + REPOSITORY
                                + " --wait -c " + directory.resolve("longshore.yaml"));
    }

    void awaitStop() throws InterruptedException {
        if (node != null) {
            node.awaitStop();
        }
    }

    /** Stops everything, takes the stack down and removes the folder. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (follower != null) {
            follower.close();
        }
        if (node != null) {
            node.close();
        }
        ComposeClient compose =
                new ComposeClient(ComposeCommand.find(System::getenv), System::getenv, ComposeDeadlines.DEFAULT);
        compose.down(project, directory);
        new KeptImages(engine).release(new StackId(REPOSITORY, "web"), Set.of());
        engine.close();
        repository.close();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
