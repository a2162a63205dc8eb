/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.longshore.events.config.RegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Docker Engine API, as far as an applier needs it, over kept-alive connections to where the environment says ({@code DOCKER_HOST},
 * the Docker context, else the local socket). Blocking; safe for many threads. Every method throws {@link EngineException}.
 */
public final class Engine implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LOGS = Duration.ofSeconds(10);

    private final DockerClient client;
    private final EngineEvents events;
    private final Distribution distribution;
    private final DockerClientConfig config;

    private Engine(DockerClient client, EngineEvents events, Distribution distribution, DockerClientConfig config) {
        this.client = client;
        this.events = events;
        this.distribution = distribution;
        this.config = config;
    }

    /** Connects lazily: an engine that is down shows at the first call. */
    public static Engine connect() {
        return connect(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
    }

    /** To the engine at an address such as {@code unix:///run/other.sock}. */
    public static Engine connect(URI host) {
        return connect(DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .build());
    }

    private static Engine connect(DockerClientConfig config) {
        ZerodepDockerHttpClient.Builder http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(CONNECT);
        // Without a response timeout: a stream of events is silent for hours, and calls are timed by EngineCall.
        DockerClient streaming = DockerClientImpl.getInstance(config, http.build());
        DockerHttpClient calls = http.build();
        return new Engine(
                DockerClientImpl.getInstance(config, calls),
                new EngineEvents(streaming),
                new Distribution(calls),
                config);
    }

    /** Answers if the engine does. */
    public void ping() {
        EngineCall.run(
                "ping the engine", EngineCall.PROMPT, () -> client.pingCmd().exec());
    }

    public EngineVersions versions() {
        Version version = EngineCall.get(
                "read its version", EngineCall.PROMPT, () -> client.versionCmd().exec());
        return new EngineVersions(String.valueOf(version.getVersion()), String.valueOf(version.getApiVersion()));
    }

    /** Containers of a Compose project, stopped ones too, in one call. */
    public List<ContainerSummary> list(String project) {
        return list(Map.of(Labels.PROJECT, project));
    }

    /** Ports of this host that running containers of our stacks publish, in one call. */
    public List<HeldPort> heldPorts() {
        List<Container> found = EngineCall.get("list containers", () -> client.listContainersCmd()
                .withLabelFilter(List.of(Labels.STACK))
                .exec());
        return found.stream().flatMap(ContainerReader::ports).toList();
    }

    /** Containers of a Compose project in full: one call, and one for each. */
    public List<ContainerView> containers(String project) {
        return list(project).stream()
                .flatMap(summary -> inspect(summary).stream())
                .toList();
    }

    /** Empty if it is gone. */
    public Optional<ContainerView> inspect(ContainerSummary summary) {
        return EngineCall.find(
                "inspect a container",
                () -> ContainerReader.view(
                        summary, client.inspectContainerCmd(summary.id()).exec()));
    }

    public boolean imagePresent(String reference) {
        return imageId(reference).isPresent();
    }

    /** {@code sha256:…} of a local image; empty if there is none. */
    public Optional<String> imageId(String reference) {
        if (reference.isEmpty()) {
            return Optional.empty(); // the engine would answer with a list
        }
        return EngineCall.find(
                "inspect the image " + reference,
                () -> client.inspectImageCmd(reference).exec().getId());
    }

    /** Gives an image one more name; nothing happens if the image is gone. */
    void tag(String imageId, String repository, String tag) {
        EngineCall.change("tag the image " + imageId, () -> client.tagImageCmd(imageId, repository, tag)
                .exec());
    }

    /** Takes a name from an image, which goes with its last one; nothing happens if there is none of that name. */
    void untag(String reference) {
        EngineCall.change("untag the image " + reference, () -> client.removeImageCmd(reference)
                .exec());
    }

    /** The tags of a repository of images. */
    List<String> tags(String repository) {
        List<Image> found = EngineCall.get(
                "list images",
                () -> client.listImagesCmd().withReferenceFilter(repository).exec());
        return found.stream()
                .flatMap(image -> image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
                .filter(reference -> reference.startsWith(repository + ":"))
                .map(reference -> reference.substring(repository.length() + 1))
                .toList();
    }

    /** Name and digest of a local image: the digest under which it was pulled, else its id. */
    public String reference(String name, String imageId) {
        return name.indexOf('@') >= 0
                ? name
                : name + "@" + digests(imageId).stream().sorted().findFirst().orElse(imageId);
    }

    /** The digests under which an image that is here was pulled; empty if there is none, or it was not pulled. */
    Set<String> digests(String reference) {
        return EngineCall.find(
                        "inspect the image " + reference,
                        () -> digests(client.inspectImageCmd(reference).exec()))
                .orElse(Set.of());
    }

    private static Set<String> digests(InspectImageResponse image) {
        List<String> names = image.getRepoDigests();
        return names == null
                ? Set.of()
                : names.stream()
                        .map(name -> name.substring(name.indexOf('@') + 1))
                        .collect(Collectors.toSet());
    }

    /**
     * What a name means in its registry now; empty if nothing.
     *
     * @param credentials of Longshore's own for that registry; without them, those of the host's Docker configuration
     */
    Optional<String> remoteDigest(String reference, Optional<RegistryConfig> credentials) {
        return EngineCall.get("look " + reference + " up in its registry", () -> {
            AuthConfig auth = credentials
                    .map(known -> new AuthConfig()
                            .withRegistryAddress(ImageName.configKey(known.registry()))
                            .withUsername(known.username())
                            .withPassword(known.password().value()))
                    .orElseGet(() -> config.effectiveAuthConfig(reference));
            return distribution.digest(reference, auth);
        });
    }

    /** The last lines that a container printed, redacted, at most 8 KiB; empty if it is gone. */
    public List<String> logsTail(String id, int lines) {
        LogTail tail = new LogTail(lines);
        try {
            EngineCall.run("read the log of a container", () -> {
                ResultCallback.Adapter<Frame> reading = client.logContainerCmd(id)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(lines)
                        .exec(tail);
                await(reading);
            });
        } catch (EngineException e) {
            if (e.getCause() instanceof NotFoundException) {
                return List.of();
            }
            throw e;
        }
        return tail.lines();
    }

    private static void await(ResultCallback.Adapter<Frame> reading) throws IOException {
        try (reading) {
            reading.awaitCompletion(LOGS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** @param policy {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure} or {@code on-failure:n} */
    public void setRestartPolicy(String id, String policy) {
        EngineCall.change("set the restart policy of a container", () -> client.updateContainerCmd(id)
                .withRestartPolicy(RestartPolicy.parse(policy))
                .exec());
    }

    /** Starts a stopped container; nothing happens to a running one. */
    public void start(String id) {
        EngineCall.change(
                "start a container", () -> client.startContainerCmd(id).exec());
    }

    public void restart(String id) {
        EngineCall.change(
                "restart a container", () -> client.restartContainerCmd(id).exec());
    }

    /** Lets a paused container go on. */
    public void unpause(String id) {
        EngineCall.change(
                "unpause a container", () -> client.unpauseContainerCmd(id).exec());
    }

    /** @param signal such as {@code SIGHUP}; to the container's first process */
    public void signal(String id, String signal) {
        EngineCall.run(
                "signal a container",
                () -> client.killContainerCmd(id).withSignal(signal).exec());
    }

    /** Kills a container as the kernel would one that is out of memory. */
    public void kill(String id) {
        EngineCall.change("kill a container", () -> client.killContainerCmd(id).exec());
    }

    /**
     * Stops and removes a container and its anonymous volumes' references, never a volume. One that is gone already is fine.
     *
     * @throws IllegalArgumentException if Longshore did not make it
     */
    public void removeContainer(ContainerSummary container) {
        if (!container.isOurs()) {
            throw new IllegalArgumentException("not a container of Longshore: " + container.id());
        }
        EngineCall.change("stop a container", () -> client.stopContainerCmd(container.id())
                .exec());
        EngineCall.change("remove a container", () -> client.removeContainerCmd(container.id())
                .withForce(true)
                .withRemoveVolumes(false)
                .exec());
    }

    /** Tells {@code listener} of every Compose container's end, start and health, until the result is closed. */
    public Subscription events(EngineListener listener) {
        return events.subscribe(listener);
    }

    private List<ContainerSummary> list(Map<String, String> labels) {
        List<Container> found = EngineCall.get("list containers", () -> client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels)
                .exec());
        return found.stream().map(ContainerReader::summary).toList();
    }

    @Override
    public void close() {
        try {
            events.close();
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
