/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * @param adopt whether to take over a running project that Longshore did not create
 * @param imageUpdates whether to deploy again when a mutable tag moved
 * @param localChanges what to do about files that were edited on the host
 * @param prune whether to take the stack down when it leaves the repository, or this host is not selected any more
 * @param dependsOn stacks that must be healthy first: names in the same repository, or {@code repository/stack}
 * @param checkout for a stack that is a plain folder; null for Compose
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
        Drift drift,
        boolean adopt,
        boolean imageUpdates,
        @Nullable LocalChanges localChanges,
        boolean prune,
        @Nullable List<String> dependsOn,
        @Nullable Checkout checkout) {
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
        // records written before these two existed lack them
        localChanges = localChanges == null ? LocalChanges.PREFER_REMOTE : localChanges;
        dependsOn = dependsOn == null ? List.of() : List.copyOf(dependsOn);
    }

    @Override
    public LocalChanges localChanges() {
        return Objects.requireNonNull(localChanges);
    }

    @Override
    public List<String> dependsOn() {
        return Objects.requireNonNull(dependsOn);
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
                Drift.DEFAULT,
                false,
                false,
                LocalChanges.PREFER_REMOTE,
                false,
                List.of(),
                null);
    }

    /** The stacks of {@link #dependsOn}, where a bare name is one of {@code repository}. */
    public List<StackId> dependencies(String repository) {
        return dependsOn().stream()
                .map(name -> name.contains("/") ? StackId.parse(name) : new StackId(repository, name))
                .toList();
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

    /** What to do about a file that a revision brought and somebody edited on the host. */
    public enum LocalChanges {
        /** Put the revision's file back; the edited one is kept as a backup. */
        PREFER_REMOTE,
        /** Keep the edited file until it changes upstream. */
        PREFER_LOCAL,
        /** Apply nothing until somebody has resolved it. */
        ABORT;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A plain folder that is kept equal to {@code path} of the repository.
     *
     * @param target absolute folder on the host; the host's own policy must allow it
     * @param after command and arguments, run in {@code target} without a shell after a change; empty for none
     */
    public record Checkout(String target, List<String> after) {
        public Checkout {
            after = List.copyOf(after);
        }
    }
}
