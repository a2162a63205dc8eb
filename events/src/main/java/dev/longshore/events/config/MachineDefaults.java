/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this machine gives for keys that are absent. Nothing is created here. */
final class MachineDefaults {
    private static final Path SYSTEM_DATA = Path.of("/var/lib/longshore");
    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_NAME = 63;

    private final Function<String, @Nullable String> environment;

    MachineDefaults(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The system's folder where this user may write there, else one in the user's home (XDG Base Directory Specification). */
    Path dataFolder() {
        return dataFolder(SYSTEM_DATA);
    }

    Path dataFolder(Path preferred) {
        Path existing = Files.exists(preferred) ? preferred : preferred.getParent();
        if (existing != null && Files.isDirectory(existing) && Files.isWritable(existing)) {
            return preferred;
        }
        String state = environment.apply("XDG_STATE_HOME");
        // The specification says to ignore relative paths.
        if (state != null && state.startsWith("/")) {
            return Path.of(state, "longshore");
        }
        String home = environment.apply("HOME");
        String user = home != null && home.startsWith("/") ? home : System.getProperty("user.home", "/");
        return Path.of(user, ".local", "state", "longshore");
    }

    /** The name of this machine, made to match {@link dev.longshore.events.Names#PATTERN}. */
    String hostName() {
        return asName(systemHostName());
    }

    static String asName(String hostName) {
        String name = hostName.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]", "-")
                .replaceFirst("^[._-]+", "");
        String cut = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        return cut.isEmpty() ? "localhost" : cut;
    }

    private static String systemHostName() {
        try {
            // Asking the kernel first: a resolver may be slow, or know another name.
            return Files.isReadable(KERNEL_HOST_NAME)
                    ? Files.readString(KERNEL_HOST_NAME)
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
