/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which paths of this machine are more than files of somebody's. */
public final class HostPaths {
    private static final Set<Path> SYSTEM = Stream.of(
                    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/root", "/run",
                    "/sbin", "/sys", "/usr", "/var")
            .map(Path::of)
            .collect(Collectors.toUnmodifiableSet());
    /** Mounted by half of all Compose files, and nobody's secret. */
    private static final Set<Path> HARMLESS = Stream.of(
                    "/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/etc/os-release", "/usr/lib/os-release")
            .map(Path::of)
            .collect(Collectors.toUnmodifiableSet());

    private final Path data;
    private final @Nullable Path home;
    private final Set<Path> sockets;

    private HostPaths(Path data, @Nullable Path home, Set<Path> sockets) {
        this.data = data.toAbsolutePath().normalize();
        this.home = home;
        this.sockets = sockets;
    }

    /**
     * @param data Longshore's own folder
     * @param env this process's environment: it says where the engine is, and whose home is whose
     */
    public static HostPaths of(Path data, Function<String, @Nullable String> env) {
        String home = env.apply("HOME");
        String runtime = env.apply("XDG_RUNTIME_DIR");
        String docker = env.apply("DOCKER_HOST");
        Set<Path> sockets = Stream.of(
                        "/var/run/docker.sock",
                        "/run/docker.sock",
                        "/run/containerd/containerd.sock",
                        "/run/podman/podman.sock",
                        runtime == null ? null : runtime + "/docker.sock",
                        runtime == null ? null : runtime + "/podman/podman.sock",
                        docker == null || !docker.startsWith("unix://") ? null : docker.substring("unix://".length()))
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .map(Path::normalize)
                .collect(Collectors.toUnmodifiableSet());
        boolean isUser = home != null && home.startsWith("/") && !home.equals("/");
        return new HostPaths(data, isUser && home != null ? Path.of(home).normalize() : null, sockets);
    }

    /** Every place that {@code path} may be: as it is written, and where symlinks of this machine lead, followed as the kernel does. */
    static Set<Path> places(Path path) {
        Set<Path> places = new LinkedHashSet<>();
        places.add(path.normalize());
        places.add(real(path.normalize()));
        places.add(real(path));
        return places;
    }

    /** The real path of what is there of it, and the rest as it is written. */
    static Path real(Path path) {
        for (Path there = path; there != null; there = there.getParent()) {
            try {
                int known = there.getNameCount();
                Path rest = known == path.getNameCount() ? Path.of("") : path.subpath(known, path.getNameCount());
                return there.toRealPath().resolve(rest).normalize();
            } catch (IOException e) {
                continue; // not there, or not ours to look at: its folder then
            }
        }
        return path.normalize();
    }

    /** Whether it is the engine's socket, under any name. */
    boolean isSocket(Path place) {
        return sockets.stream()
                .anyMatch(socket -> place.equals(socket) || place.equals(real(socket)) || isSame(place, socket));
    }

    private boolean holdsSocket(Path place) {
        return sockets.stream()
                .anyMatch(socket -> socket.startsWith(place) || real(socket).startsWith(place));
    }

    /** Whether it is Longshore's folder, or in it. */
    boolean isOurs(Path place) {
        return place.startsWith(data) || place.startsWith(real(data));
    }

    /** Whether Longshore's folder is somewhere below it. */
    boolean holdsData(Path place) {
        return data.startsWith(place) || real(data).startsWith(place);
    }

    /** Whether Longshore's files, or the engine's socket, can be reached through this folder. */
    boolean holdsKeys(Path place) {
        return holdsData(place) || holdsSocket(place);
    }

    /** Whether it belongs to the operating system, or to the user Longshore runs as. */
    boolean isSystem(Path place) {
        return place.getNameCount() == 0
                || SYSTEM.stream().anyMatch(place::startsWith)
                || (home != null && touches(place, home));
    }

    static boolean isHarmless(Path place) {
        return HARMLESS.stream().anyMatch(place::startsWith);
    }

    private static boolean touches(Path place, Path own) {
        return place.startsWith(own) || own.startsWith(place);
    }

    private static boolean isSame(Path place, Path socket) {
        try {
            return Files.exists(place) && Files.exists(socket) && Files.isSameFile(place, socket);
        } catch (IOException e) {
            return false; // one of them went away, and what is not there is no socket
        }
    }
}
