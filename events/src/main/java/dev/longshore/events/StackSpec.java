/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a repository says of one stack ({@code .longshore.yaml}), with defaults filled in. Paths are relative and inside the repository;
 * {@code files} and {@code envFiles} are relative to {@code path}.
 *
 * @param path folder of the stack; {@code "."} for the root
 * @param project Compose project; null for the Compose file's {@code name:}, else the stack's name
 * @param include other paths that travel with it
 * @param files Compose files; empty for the first of Compose's four standard names
 * @param hosts host names; empty for every applier that {@code hostSelector} selects
 * @param hostSelector labels a host must have; empty for any
 */
public record StackSpec(
        String name,
        String path,
        @Nullable String project,
        List<String> include,
        List<String> files,
        List<String> profiles,
        Map<String, String> env,
        List<String> envFiles,
        List<String> hosts,
        Map<String, String> hostSelector,
        Health health,
        Rollback rollback,
        Drift drift) {
    /** Compose's standard file names, in the order in which it looks for them. */
    public static final List<String> COMPOSE_FILES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml");

    public StackSpec {
        Names.require("stack name", name);
        include = List.copyOf(include);
        files = List.copyOf(files);
        profiles = List.copyOf(profiles);
        env = Map.copyOf(env);
        envFiles = List.copyOf(envFiles);
        hosts = List.copyOf(hosts);
        hostSelector = Map.copyOf(hostSelector);
    }

    /** A stack of this name in this folder, everything else at its default. */
    public static StackSpec of(String name, String path) {
        return new StackSpec(
                name,
                path,
                null,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                Health.DEFAULT,
                Rollback.DEFAULT,
                Drift.DEFAULT);
    }

    /** Whether a host of this name and these labels should run the stack. */
    public boolean selects(String host, Map<String, String> labels) {
        return (hosts.isEmpty() || hosts.contains(host)) && labels.entrySet().containsAll(hostSelector.entrySet());
    }

    /**
     * The gate a revision must pass.
     *
     * @param timeout until everything must be ready
     * @param stable for how long it must then stay ready
     */
    public record Health(Duration timeout, Duration stable) {
        public static final Health DEFAULT = new Health(Duration.ofMinutes(2), Duration.ofSeconds(3));
    }

    /**
     * When to return to golden.
     *
     * @param gate failed gates
     * @param boot crashes or boots during an apply
     */
    public record Rollback(int gate, int boot) {
        public static final Rollback DEFAULT = new Rollback(1, 2);
    }

    /**
     * How drift is looked for and met.
     *
     * @param every null for the reconciler's own interval
     */
    public record Drift(Action action, @Nullable Duration every) {
        public static final Drift DEFAULT = new Drift(Action.HEAL, null);

        /** What to do about drift. */
        public enum Action {
            HEAL,
            REPORT,
            OFF;

            @JsonValue
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
