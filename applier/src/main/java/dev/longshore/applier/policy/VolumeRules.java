/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Judges mounts: plain ones, and those that hide in the options of a volume, in secrets and in configs. */
final class VolumeRules {
    /** What {@code mount -t} may be told without reaching anything of this machine. */
    private static final Set<String> REMOTE_TYPES = Set.of("nfs", "nfs4", "cifs", "smb3", "tmpfs");
    /** Flags with which {@code mount} ignores the type: the device is then a folder. */
    private static final Set<String> BINDING = Set.of("bind", "rbind", "move", "remount");

    private final BindRules binds;
    private final List<Path> allowBinds;

    VolumeRules(BindRules binds, List<Path> allowBinds) {
        this.binds = binds;
        this.allowBinds = allowBinds;
    }

    void service(Asked service) {
        for (JsonNode volume : service.get("volumes")) {
            String source = volume.path("source").asText();
            if (volume.path("type").asText().equals("bind")) {
                boolean readOnly = volume.path("read_only").asBoolean();
                binds.check(source, new BindRules.Request(service.place("volumes"), service.path("volumes"), readOnly));
            }
        }
    }

    /** A secret or config that is a file is mounted like one. */
    void file(Asked definition) {
        String file = definition.text("file");
        if (!file.isEmpty()) {
            binds.check(file, new BindRules.Request(definition.place("file"), definition.path("file"), true));
        }
    }

    void volume(Asked volume) {
        if (volume.get("external").asBoolean() || volume.get("external").isObject()) {
            external(volume);
            return;
        }
        String driver = volume.text("driver");
        JsonNode options = volume.get("driver_opts");
        if (!driver.isEmpty() && !driver.equals("local")) {
            plugin(volume, options);
        } else if (options.size() > 0) {
            local(volume, options);
        }
    }

    private static void external(Asked volume) {
        String name = volume.text("name");
        String what = "is a volume that is not of this stack ('" + name + "')";
        volume.refuse(Profile.STRICT, Violation.MOUNT, "external", what, Right.of("volume", name));
    }

    private static void plugin(Asked volume, JsonNode options) {
        boolean hasPath = options.properties().stream()
                .anyMatch(option -> option.getValue().asText().startsWith("/"));
        String what =
                "is made by the plugin '" + volume.text("driver") + "'" + (hasPath ? ", from a path of this host" : "");
        volume.refuse(
                hasPath ? Profile.STANDARD : Profile.STRICT,
                Violation.MOUNT,
                "driver",
                what,
                Right.of("volume-driver", volume.text("driver")));
    }

    private void local(Asked volume, JsonNode options) {
        String device = options.path("device").asText();
        List<String> flags = List.of(options.path("o").asText().split("[,\\s]+"));
        String type = options.path("type").asText();
        boolean remote = REMOTE_TYPES.contains(type) && flags.stream().noneMatch(BINDING::contains);
        boolean limits = device.isEmpty() && type.isEmpty() && flags.stream().noneMatch(BINDING::contains);
        if (remote || limits) {
            return;
        }
        if (!device.startsWith("/") || type.equals("overlay")) {
            String what = "mounts with options that may reach anything of this host";
            volume.refuse(Profile.STANDARD, Violation.MOUNT, "driver_opts", what, Right.of("volume-driver", "local"));
            return;
        }
        Path path = Path.of(device);
        binds.check(device, new BindRules.Request(volume.place("driver_opts"), volume.path("driver_opts"), false));
        boolean isAllowed = HostPaths.places(path).stream().allMatch(place -> allowBinds.stream()
                .anyMatch(allowed -> place.startsWith(allowed) || place.startsWith(HostPaths.real(allowed))));
        if (!isAllowed) {
            String what = "mounts " + path.normalize() + " by the options of a volume";
            Right right = Right.of("bind", path.normalize().toString());
            volume.refuse(Profile.STANDARD, Violation.MOUNT, "driver_opts", what, right);
        }
    }
}
