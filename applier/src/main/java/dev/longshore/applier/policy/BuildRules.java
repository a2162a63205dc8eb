/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.List;

/** Judges what a build reads, and what it may do meanwhile. */
final class BuildRules {
    /** Contexts that are not of the file system. */
    private static final List<String> NAMED = List.of("docker-image://", "service:", "target:");

    private static final String OCI_LAYOUT = "oci-layout://";

    private final ReadPaths paths;

    BuildRules(ReadPaths paths) {
        this.paths = paths;
    }

    void check(Asked service) {
        JsonNode build = service.get("build");
        if (!build.isObject()) {
            return;
        }
        String context = build.path("context").asText();
        if (context(service, "build.context", context) && build.hasNonNull("dockerfile")) {
            paths.check(
                    service,
                    "build.dockerfile",
                    Path.of(context).resolve(build.path("dockerfile").asText()));
        }
        build.path("additional_contexts").properties().forEach(named -> {
            String where = named.getValue().asText();
            if (NAMED.stream().noneMatch(where::startsWith)) {
                context(service, "build.additional_contexts." + named.getKey(), where);
            }
        });
        powers(service, build);
    }

    /** Whether it is of the file system. */
    private boolean context(Asked service, String key, String where) {
        String folder = where.startsWith(OCI_LAYOUT)
                ? where.substring(OCI_LAYOUT.length()).replaceAll("[@:].*$", "")
                : where;
        if (folder.startsWith("/")) {
            paths.check(service, key, Path.of(folder));
            return true;
        }
        service.refuse(
                Profile.STANDARD,
                Violation.REMOTE,
                key,
                "is built from '" + where + "', which is no folder of the repository",
                new Right("remote-build"));
        return false;
    }

    private static void powers(Asked service, JsonNode build) {
        if (build.path("privileged").asBoolean() || build.path("entitlements").size() > 0) {
            service.refuseHost(
                    Profile.STANDARD, "build.privileged", "is root on this host while it builds", "build-privileged");
        }
        if (build.path("ssh").size() > 0) {
            service.refuseHost(Profile.STANDARD, "build.ssh", "uses the applier's SSH keys", "build-ssh");
        }
        if (build.path("network").asText().equals("host")) {
            service.refuseHost(Profile.STRICT, "build.network", "is the host's own", "host-network");
        }
    }
}
