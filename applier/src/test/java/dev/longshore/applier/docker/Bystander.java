/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** What tests do to the engine behind Longshore's back. */
final class Bystander {
    private Bystander() {}

    static void removeImage(String reference) {
        engine(client -> client.removeImageCmd(reference).exec());
    }

    static void stop(String container) {
        engine(client -> client.stopContainerCmd(container).withTimeout(0).exec());
    }

    static void removeContainer(String container) {
        engine(client -> client.removeContainerCmd(container).withForce(true).exec());
    }

    private static void engine(Consumer<DockerClient> action) {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .build();
        try (DockerClient client = DockerClientImpl.getInstance(config, http)) {
            action.accept(client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
