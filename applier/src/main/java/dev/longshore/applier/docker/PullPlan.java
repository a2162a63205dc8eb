/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which services need their image pulled. */
final class PullPlan {
    private PullPlan() {}

    static List<String> services(ResolvedModel model, Engine engine) {
        Map<String, Boolean> present = new HashMap<>();
        return model.services().values().stream()
                .filter(service -> !service.built())
                .filter(service -> "always".equals(service.pullPolicy())
                        || !present.computeIfAbsent(service.image(), engine::imagePresent))
                .map(PullPlan::pullable)
                .toList();
    }

    private static String pullable(ServiceModel service) {
        if ("never".equals(service.pullPolicy())) {
            throw new ComposeException(
                    ComposeException.PULL_FAILED,
                    "service '" + service.name() + "': the image " + service.image()
                            + " is not on this host, and pull_policy: never forbids to pull it");
        }
        return service.name();
    }
}
