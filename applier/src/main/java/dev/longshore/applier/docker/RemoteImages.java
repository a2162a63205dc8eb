/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the names of running images mean other images in their registries by now. Asks the engine, which asks the registry: nothing
 * is pulled and no process started.
 */
public final class RemoteImages {
    private static final Logger log = LoggerFactory.getLogger(RemoteImages.class);

    private final Engine engine;
    private final RegistryCredentials credentials;

    public RemoteImages(Engine engine, RegistryCredentials credentials) {
        this.engine = engine;
        this.credentials = credentials;
    }

    /**
     * A service whose image is another one by now.
     *
     * @param runs digest, or id, of what runs
     * @param offered digest of what the name means in the registry
     */
    public record Moved(String service, String image, String runs, String offered) {}

    /**
     * Those of the services that run in {@code project}. A registry that does not answer is passed over until the next time.
     *
     * @throws EngineException if the engine does not answer
     */
    public List<Moved> moved(ResolvedModel model, String project) {
        List<ContainerSummary> running = engine.list(project);
        Map<String, Optional<String>> offers = new HashMap<>();
        List<Moved> moved = new ArrayList<>();
        for (ServiceModel service : model.services().values()) {
            if (isWatched(service)) {
                running.stream()
                        .filter(container -> container.service().equals(service.name()) && !container.oneOff())
                        .findFirst()
                        .flatMap(container -> offers.computeIfAbsent(service.image(), this::offered)
                                .flatMap(digest -> moved(service, container, digest)))
                        .ifPresent(moved::add);
            }
        }
        return moved;
    }

    private static boolean isWatched(ServiceModel service) {
        return !service.built() && !"never".equals(service.pullPolicy()) && ImageName.isMutable(service.image());
    }

    private Optional<Moved> moved(ServiceModel service, ContainerSummary container, String offered) {
        Set<String> runs = engine.digests(container.imageId());
        // One that runs by its id though its name is up to date here was put back: the newer one did not pass.
        boolean wasTried = container.image().startsWith("sha256:")
                && engine.digests(service.image()).contains(offered);
        return runs.contains(offered) || wasTried
                ? Optional.empty()
                : Optional.of(new Moved(
                        service.name(),
                        service.image(),
                        runs.stream().sorted().findFirst().orElse(container.imageId()),
                        offered));
    }

    private Optional<String> offered(String image) {
        try {
            return engine.remoteDigest(image, credentials.of(image));
        } catch (EngineException e) {
            if (e.isUnavailable()) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("image", image)
                    .addKeyValue("reason", e.getMessage())
                    .log("could not look whether an image has moved");
            return Optional.empty();
        }
    }
}
