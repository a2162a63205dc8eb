/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.KeptImages;
import dev.longshore.events.BundlePointer;
import dev.longshore.events.DeploymentEvent;
import dev.longshore.events.Event;
import dev.longshore.events.EventJson;
import dev.longshore.events.Revision;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackCommand;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** A stack of a repository that does not exist: its files, and a syncer's announcements of them. */
final class TestStack implements AutoCloseable {
    /** A healthy service: answers signals at once, so that it stops at once. */
    static final String SLEEPER =
            "image: busybox:1.37\n    init: true\n    command: sleep 3600\n    stop_grace_period: 1s";

    final StackId id;
    private final TestLog log;
    private final Engine engine;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> links = new TreeMap<>();
    private StackSpec spec;
    private long generation;

    TestStack(TestLog log, Engine engine) {
        this.log = log;
        this.engine = engine;
        String name = "it" + UUID.randomUUID().toString().substring(0, 8);
        this.id = new StackId("repo", name);
        this.spec = withHealth(StackSpec.of(name, "."), Duration.ofSeconds(15), Duration.ZERO);
    }

    private TestStack(TestLog log, TestStack other) {
        this.id = other.id;
        this.log = log;
        this.engine = other.engine;
        this.spec = other.spec;
        this.files.putAll(other.files);
    }

    /** The same stack, of which another log has not told yet. */
    TestStack on(TestLog other) {
        return new TestStack(other, this);
    }

    static StackSpec withHealth(StackSpec s, Duration timeout, Duration stable) {
        return with(s, "health", new StackSpec.Health(timeout, stable));
    }

    /** The spec with another value of this component. */
    static StackSpec with(StackSpec spec, String component, Object value) {
        ObjectNode json = EventJson.MAPPER.valueToTree(spec);
        json.set(component, EventJson.MAPPER.valueToTree(value));
        try {
            return EventJson.MAPPER.treeToValue(json, StackSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(component + " cannot be " + value, e);
        }
    }

    /** Announces from now on with another value of this component of the spec, such as {@code prune}. */
    TestStack with(String component, Object value) {
        spec = with(spec, component, value);
        return this;
    }

    TestStack gate(Duration timeout, Duration stable) {
        spec = withHealth(spec, timeout, stable);
        return this;
    }

    TestStack imageUpdates() {
        return with("imageUpdates", true);
    }

    TestStack drift(StackSpec.Drift.Action action) {
        return with("drift", new StackSpec.Drift(action, null));
    }

    TestStack rollback(int gate, int boot) {
        return with("rollback", new StackSpec.Rollback(gate, boot));
    }

    TestStack hosts(String... hosts) {
        return with("hosts", List.of(hosts));
    }

    String project() {
        return spec.name();
    }

    StackSpec spec() {
        return spec;
    }

    TestStack file(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    TestStack file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    TestStack without(String path) {
        files.remove(path);
        return this;
    }

    /** A Compose file of one healthy service. */
    TestStack web(String variant) {
        return file(
                "compose.yaml",
                "services:\n  web:\n    " + SLEEPER + "\n    environment: {VARIANT: \"" + variant + "\"}\n");
    }

    /** The same, which also mounts a file of the stack. */
    TestStack mounting(String variant) {
        return file(
                        "compose.yaml",
                        "services:\n  web:\n    " + SLEEPER + "\n    volumes: [\"./mounted:/mounted:ro\"]\n")
                .file("mounted", variant);
    }

    /** Announces the files as they are, as the next generation. */
    RevisionEvent.Changed push() {
        try {
            RevisionEvent.Changed next = changed(++generation, log.writeBundle(id, bundle()));
            log.publish(next);
            return next;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    RevisionEvent.Changed changed(long number, BundlePointer pointer) {
        return new RevisionEvent.Changed(
                id,
                spec,
                new Revision("main", String.format("%040x", number)),
                number,
                "tree" + number,
                new RevisionEvent.Commit("Somebody", Instant.EPOCH, "change " + number),
                pointer,
                false);
    }

    /** It leaves its repository. */
    void remove(boolean prune) {
        log.publish(new RevisionEvent.Removed(id, new Revision("main", "e".repeat(40)), ++generation, prune));
    }

    /** The revision of {@code earlier} as another generation, as when somebody forces it. */
    RevisionEvent.Changed again(RevisionEvent.Changed earlier, long number) {
        return new RevisionEvent.Changed(
                id, spec, earlier.revision(), number, earlier.treeDigest(), earlier.commit(), earlier.bundle(), true);
    }

    /** Pushes, and waits until it is golden. */
    DeploymentEvent.Succeeded deploy() {
        RevisionEvent.Changed pushed = push();
        return log.await(id, DeploymentEvent.Succeeded.class, e -> e.generation() == pushed.generation());
    }

    /** A person wants something; the id of the command. */
    String command(StackCommand.Action action, @Nullable String revision) {
        return log.publish(new StackCommand(id, null, action, revision, generation, "somebody"))
                .id();
    }

    /** What a command led to. */
    <E extends DeploymentEvent> E answer(String command, Class<E> type) {
        return log.answer(id, command, type);
    }

    long generation() {
        return generation;
    }

    /** A symlink, as it is in the bundle. */
    TestStack symlink(String path, String target) {
        files.remove(path);
        links.put(path, target);
        return this;
    }

    byte[] bundle() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(link.getKey(), TarConstants.LF_SYMLINK);
                entry.setLinkName(link.getValue());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    List<ContainerView> containers() {
        return engine.containers(project());
    }

    /** Container id and start time by service: equal before and after means that nothing was touched. */
    Map<String, String> fingerprint() {
        return containers().stream()
                .collect(Collectors.toMap(ContainerView::service, c -> c.id() + "@" + c.startedAt()));
    }

    /** Which {@link #web} runs. */
    String variant() {
        String env = DockerCli.run(List.of("docker", "inspect", "--format", "{{json .Config.Env}}", only().id()));
        return env.replaceAll(".*VARIANT=(\\w+).*", "$1");
    }

    /** Waits until another stack is through: then what was asked of every host before is, too. */
    void settle() {
        try (TestStack other = new TestStack(log, engine).web("other")) {
            other.deploy();
            other.answer(other.command(StackCommand.Action.RESUME, null), DeploymentEvent.Skipped.class);
        }
    }

    ContainerSummary only() {
        List<ContainerSummary> all = engine.list(project());
        if (all.size() != 1) {
            throw new AssertionError("not one container but " + all);
        }
        return all.get(0);
    }

    private static boolean isGone(Event event) {
        return event instanceof DeploymentEvent.Orphaned || event instanceof DeploymentEvent.Removed;
    }

    /** Withdraws it, lest a running host heals what is taken down. */
    @Override
    public void close() {
        List<Event> told = log.told(id);
        if (log.hosts.get() > 0 && !told.isEmpty()) {
            log.publish(new RevisionEvent.Removed(id, new Revision("main", "f".repeat(40)), Integer.MAX_VALUE, false));
            if (!isGone(told.get(told.size() - 1))) {
                TestLog.eventually(() ->
                        assertThat(log.told(id).stream().skip(told.size())).anyMatch(TestStack::isGone));
            }
        }
        DockerCli.run(List.of("docker", "compose", "-p", project(), "down", "-t", "1", "--remove-orphans"));
        new KeptImages(engine).release(id, Set.of());
    }
}
