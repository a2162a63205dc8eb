/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.process.Leftovers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a Compose process. It holds what Compose needs of ours, and nothing else that {@code ${…}} could read. What steers
 * Docker or the loader is set, if only to nothing, because Compose takes a {@code .env} of the repository into its own environment where a
 * variable is not set.
 */
public final class ReservedVariables {
    /** Taken over from the applier. */
    private static final List<String> PASSED = List.of(
            "PATH",
            "HOME",
            "DOCKER_HOST",
            "DOCKER_CONFIG",
            "DOCKER_CONTEXT",
            "DOCKER_CERT_PATH",
            "DOCKER_TLS_VERIFY",
            "DOCKER_API_VERSION",
            Leftovers.VARIABLE,
            "SSH_AUTH_SOCK",
            "XDG_RUNTIME_DIR",
            "TMPDIR");

    /** Nobody's to set. */
    private static final List<String> EMPTY = List.of(
            "BUILDKIT_HOST",
            "BUILDX_BUILDER",
            "BUILDX_CONFIG",
            "COMPOSE_FILE",
            "COMPOSE_ENV_FILES",
            "COMPOSE_PROJECT_NAME",
            "COMPOSE_STATUS_STDOUT",
            "DOCKER_CUSTOM_HEADERS",
            "GIT_SSH_COMMAND",
            "LD_AUDIT",
            "LD_LIBRARY_PATH",
            "LD_PRELOAD",
            "SSH_ASKPASS");

    private static final Map<String, String> FIXED = Map.of(
            "COMPOSE_ANSI", "never",
            "COMPOSE_PROGRESS", "plain",
            "COMPOSE_IGNORE_ORPHANS", "false",
            "COMPOSE_REMOVE_ORPHANS", "false",
            "COMPOSE_EXPERIMENTAL_GIT_REMOTE", "false",
            "COMPOSE_EXPERIMENTAL_OCI_REMOTE", "false",
            "LC_ALL", "C.UTF-8");

    private ReservedVariables() {}

    /** Names of those that are taken over from this process with their values. */
    public static Set<String> ofThisProcess() {
        return Set.copyOf(PASSED);
    }

    /** @throws ComposeException if a stack wants to set one of them */
    static void check(Collection<String> names) {
        for (String name : names) {
            if (PASSED.contains(name) || EMPTY.contains(name) || FIXED.containsKey(name) || name.startsWith("LD_")) {
                throw new ComposeException(
                        ComposeException.INVALID,
                        "the stack's env may not set " + name
                                + ", which belongs to the host; remove it from .longshore.yaml");
            }
        }
    }

    static Map<String, String> environment(Function<String, @Nullable String> own, Map<String, String> project) {
        Map<String, String> environment = new HashMap<>(FIXED);
        EMPTY.forEach(name -> environment.put(name, ""));
        for (String name : PASSED) {
            String value = own.apply(name);
            environment.put(name, value == null ? "" : value);
        }
        environment.putAll(project);
        return environment;
    }
}
