/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges what of this machine a container gets to see. */
final class BindRules {
    private static final Right SOCKET = new Right("docker-socket");

    private final HostPaths host;
    private final StackFolders folders;
    private final List<Path> allowBinds;
    private final Findings findings;

    BindRules(HostPaths host, StackFolders folders, List<Path> allowBinds, Findings findings) {
        this.host = host;
        this.folders = folders;
        this.allowBinds = allowBinds;
        this.findings = findings;
    }

    /** Where it is asked for. */
    record Request(Violation.Place place, String key, boolean readOnly) {}

    /** @param source as Compose resolved it: absolute, of staging where it is of the stack */
    void check(String source, Request request) {
        Path path = Path.of(source);
        Set<Path> places = new HashSet<>(folders.isInside(path) ? folders.leaks(path) : HostPaths.places(path));
        if (!places.isEmpty() && !findings.isAllowed(right(path))) {
            judge(path, places, request);
        }
    }

    private void judge(Path path, Set<Path> places, Request request) {
        if (places.stream().anyMatch(host::isSocket)) {
            add(Profile.STANDARD, request, "mounts the Docker socket, which is root on this host", SOCKET);
        } else if (places.stream().anyMatch(host::isOurs)) {
            String what =
                    "reaches " + path.normalize() + ", where Longshore keeps its own files and those of other stacks";
            findings.add(
                    Profile.TRUSTED, new Violation(Violation.PATH, request.place(), request.key(), what, right(path)));
        } else if (places.stream().anyMatch(host::holdsKeys)) {
            String what = "mounts " + path + ", which holds the Docker socket or Longshore's own files";
            add(Profile.STANDARD, request, what, right(path));
        } else if (!places.stream().allMatch(this::isAllowedForAll)) {
            judgeOrdinary(path, places, request);
        }
    }

    private void judgeOrdinary(Path path, Set<Path> places, Request request) {
        boolean isHarmless = request.readOnly() && places.stream().allMatch(HostPaths::isHarmless);
        if (places.stream().anyMatch(host::isSystem) && !isHarmless) {
            add(
                    Profile.STANDARD,
                    request,
                    "mounts " + path + " of the system, which is not in allowBinds",
                    right(path));
        }
        add(
                Profile.STRICT,
                request,
                "mounts " + path + ", which is neither in the stack nor in allowBinds",
                right(path));
    }

    private void add(Profile from, Request request, String what, Right right) {
        findings.add(from, new Violation(Violation.MOUNT, request.place(), request.key(), what, right));
    }

    /** Compared as written and as it really is: {@code /srv} may be a symlink, and so may what is below it. */
    private boolean isAllowedForAll(Path place) {
        return allowBinds.stream()
                .anyMatch(allowed -> place.startsWith(allowed) || place.startsWith(HostPaths.real(allowed)));
    }

    private static Right right(Path path) {
        return Right.of("bind", path.normalize().toString());
    }
}
