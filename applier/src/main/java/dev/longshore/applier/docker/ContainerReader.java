/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ContainerNetworkSettings;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From docker-java's beans, in which everything may be null, to records. */
final class ContainerReader {
    private ContainerReader() {}

    static ContainerSummary summary(Container container) {
        Map<String, String> labels = Map.copyOf(container.getLabels());
        return new ContainerSummary(
                container.getId(),
                labels.getOrDefault(Labels.PROJECT, ""),
                labels.getOrDefault(Labels.SERVICE, ""),
                number(labels),
                labels.getOrDefault(Labels.ONE_OFF, "").equalsIgnoreCase("true"),
                container.getImage(),
                container.getImageId(),
                ContainerState.of(container.getState()),
                ContainerHealth.ofStatus(container.getStatus()),
                networks(container.getNetworkSettings()),
                labels);
    }

    /** Ports of the host that it publishes. */
    static Stream<HeldPort> ports(Container container) {
        Map<String, String> labels = Map.copyOf(container.getLabels());
        ContainerPort[] ports = container.getPorts();
        return ports == null
                ? Stream.empty()
                : Stream.of(ports)
                        .filter(port -> port.getPublicPort() != null)
                        .map(port -> new HeldPort(
                                labels.getOrDefault(Labels.STACK, ""),
                                labels.getOrDefault(Labels.SERVICE, ""),
                                port.getIp() == null ? "" : port.getIp(),
                                Objects.requireNonNull(port.getPublicPort()),
                                port.getType() == null ? "tcp" : port.getType()));
    }

    static ContainerView view(ContainerSummary listed, InspectContainerResponse inspected) {
        InspectContainerResponse.ContainerState state = inspected.getState();
        HealthState health = state.getHealth();
        ContainerSummary now = new ContainerSummary(
                listed.id(),
                listed.project(),
                listed.service(),
                listed.number(),
                listed.oneOff(),
                reference(listed, inspected),
                listed.imageId(),
                ContainerState.of(String.valueOf(state.getStatus())),
                health == null ? ContainerHealth.NONE : ContainerHealth.of(String.valueOf(health.getStatus())),
                listed.networks(),
                listed.labels());
        Long exitCode = state.getExitCodeLong();
        Integer restarts = inspected.getRestartCount();
        return new ContainerView(
                now,
                exitCode == null ? 0 : exitCode.intValue(),
                instant(state.getStartedAt()),
                restarts == null ? 0 : restarts,
                Boolean.TRUE.equals(state.getOOMKilled()),
                restartPolicy(inspected.getHostConfig()));
    }

    /** A list tells the id instead, once the reference names another image. */
    private static String reference(ContainerSummary listed, InspectContainerResponse inspected) {
        ContainerConfig config = inspected.getConfig();
        String image = config == null ? null : config.getImage();
        return image == null ? listed.image() : image;
    }

    private static String restartPolicy(@Nullable HostConfig config) {
        RestartPolicy policy = config == null ? null : config.getRestartPolicy();
        if (policy == null || policy.getName() == null || policy.getName().isEmpty()) {
            return "no";
        }
        Integer retries = policy.getMaximumRetryCount();
        return retries == null || retries == 0 ? policy.getName() : policy.getName() + ":" + retries;
    }

    private static Set<String> networks(@Nullable ContainerNetworkSettings settings) {
        return settings == null || settings.getNetworks() == null
                ? Set.of()
                : Set.copyOf(settings.getNetworks().keySet());
    }

    private static int number(Map<String, String> labels) {
        try {
            return Integer.parseInt(labels.getOrDefault(Labels.NUMBER, "1"));
        } catch (NumberFormatException e) {
            return 1; // a label that somebody else wrote
        }
    }

    private static Instant instant(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
