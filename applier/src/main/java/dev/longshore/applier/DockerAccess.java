/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeCommand;
import dev.longshore.applier.docker.ComposeDeadlines;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.RegistryCredentials;
import dev.longshore.events.config.RegistryConfig;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How this applier reaches Docker.
 *
 * @param engine closed with the applier
 * @param environment where Compose finds the same engine
 */
record DockerAccess(
        Engine engine,
        ComposeCommand command,
        Function<String, @Nullable String> environment,
        ComposeDeadlines deadlines) {
    /** As this process's environment says. */
    static DockerAccess ofThisMachine() {
        return new DockerAccess(
                Engine.connect(), ComposeCommand.find(System::getenv), System::getenv, ComposeDeadlines.DEFAULT);
    }

    /**
     * @param hostId whose processes Compose's will be
     * @param registries credentials besides those of the host's Docker configuration
     */
    ComposeClient compose(String hostId, List<RegistryConfig> registries) {
        return new ComposeClient(command, environment, deadlines, credentials(registries), hostId);
    }

    /** Credentials besides those of the host's Docker configuration. */
    RegistryCredentials credentials(List<RegistryConfig> registries) {
        return new RegistryCredentials(registries, environment);
    }
}
