/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import static dev.longshore.events.config.PolicyConfig.Profile.STANDARD;
import static dev.longshore.events.config.PolicyConfig.Profile.STRICT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges what takes down the walls between a container and its host. */
final class HostRules {
    private static final List<String> OPEN_LABELS = List.of("label:disable", "label:type:spc_t");

    private final ReadPaths paths;

    HostRules(ReadPaths paths) {
        this.paths = paths;
    }

    void check(Asked service, Path project) {
        if (service.get("privileged").asBoolean()) {
            service.refuseHost(STANDARD, "privileged", "is root on this host", "privileged");
        }
        namespaces(service);
        capabilities(service);
        securityOptions(service, project);
        devices(service);
        runtime(service);
        if (service.get("volumes_from").size() > 0) {
            service.refuseHost(STANDARD, "volumes_from", "takes over the mounts of another container", "volumes-from");
        }
        if (service.get("use_api_socket").asBoolean()) {
            String what = "mounts the Docker socket, which is root on this host";
            service.refuse(STANDARD, Violation.MOUNT, "use_api_socket", what, new Right("docker-socket"));
        }
        if (service.get("provider").isObject()) {
            String type = service.get("provider").path("type").asText();
            service.refuse(
                    STANDARD,
                    Violation.PROVIDER,
                    "provider",
                    "has Compose run a program of this host ('" + type + "')",
                    right("provider", type));
        }
    }

    private static void namespaces(Asked service) {
        namespace(service, "pid", "host-pid", STANDARD);
        namespace(service, "ipc", "host-ipc", STANDARD);
        namespace(service, "userns_mode", "host-userns", STANDARD);
        namespace(service, "uts", "host-uts", STRICT);
        namespace(service, "cgroup", "host-cgroup", STRICT);
        namespace(service, "network_mode", "host-network", STRICT);
    }

    private static void namespace(Asked service, String key, String right, Profile from) {
        String mode = service.text(key);
        if (mode.equals("host")) {
            service.refuseHost(from, key, "is the host's own", right);
        } else if (mode.startsWith("container:")) {
            String other = mode.substring("container:".length());
            String what = "is that of the container '" + other + "', which is not of this stack";
            service.refuse(from, Violation.HOST, key, what, right("container", other));
        }
    }

    private static void capabilities(Asked service) {
        for (String written : service.texts("cap_add")) {
            String name = written.toUpperCase(Locale.ROOT);
            String capability = name.startsWith("CAP_") ? name.substring("CAP_".length()) : name;
            if (capability.equals("ALL")) {
                service.refuseHost(STANDARD, "cap_add", "has every capability of root on this host", "cap-all");
            } else {
                String what = "adds the capability " + capability;
                Right right = capability.matches("[A-Z][A-Z0-9_]{1,40}") ? Right.of("cap", capability) : null;
                service.refuse(STRICT, Violation.HOST, "cap_add", what, right);
            }
        }
    }

    private void securityOptions(Asked service, Path project) {
        for (String option : service.texts("security_opt")) {
            String plain = option.replace('=', ':').toLowerCase(Locale.ROOT);
            if (plain.endsWith(":unconfined") || OPEN_LABELS.contains(plain)) {
                service.refuseHost(STANDARD, "security_opt", "takes protection away (" + option + ")", "unconfined");
            } else if (plain.startsWith("seccomp:")) {
                String file = option.substring("seccomp:".length());
                paths.check(service, "security_opt", project.resolve(file));
                service.refuseHost(STRICT, "security_opt", "has rules of its own (" + option + ")", "security-opt");
            } else if (!plain.equals("no-new-privileges") && !plain.equals("no-new-privileges:true")) {
                service.refuseHost(STRICT, "security_opt", "changes protection (" + option + ")", "security-opt");
            }
        }
    }

    private static void devices(Asked service) {
        for (JsonNode device : service.get("devices")) {
            String source = device.isObject()
                    ? device.path("source").asText()
                    : device.asText().split(":", 2)[0];
            service.refuse(STRICT, Violation.HOST, "devices", "has the device " + source, right("device", source));
        }
        if (service.get("device_cgroup_rules").size() > 0) {
            service.refuseHost(STRICT, "device_cgroup_rules", "opens devices of this host", "device-rules");
        }
        JsonNode reserved =
                service.get("deploy").path("resources").path("reservations").path("devices");
        if (reserved.size() > 0) {
            service.refuseHost(STRICT, "deploy.resources.reservations.devices", "has devices of this host", "gpus");
        }
        if (!service.texts("gpus").isEmpty()) {
            service.refuseHost(STRICT, "gpus", "has devices of this host", "gpus");
        }
    }

    private static void runtime(Asked service) {
        named(service, "runtime", "runs under another runtime");
        named(service, "cgroup_parent", "is in a control group of the host");
        if (service.get("credential_spec").size() > 0) {
            service.refuseHost(STRICT, "credential_spec", "uses an account of this host", "security-opt");
        }
    }

    private static void named(Asked service, String key, String what) {
        String value = service.text(key);
        if (!value.isEmpty()) {
            String message = what + " ('" + value + "')";
            service.refuse(STRICT, Violation.HOST, key, message, right(key.replace('_', '-'), value));
        }
    }

    /** Null for a name that cannot stand in a configuration. */
    private static @Nullable Right right(String word, String what) {
        try {
            return Right.of(word, what);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
