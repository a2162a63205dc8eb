/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code stacks:}, which is the same in a repository's file and in the configuration. */
final class StackReader {
    private static final ValueReader<String> TEXT = YamlValue::string;

    private final ProjectClaims projects;

    StackReader(ProjectClaims projects) {
        this.projects = projects;
    }

    /** All stacks of one repository; two of one name are a problem, and so are those that wait for each other. */
    List<StackSpec> stacks(YamlValue value) {
        Map<String, Integer> lines = new HashMap<>();
        DependencyCycles dependencies = new DependencyCycles();
        List<StackSpec> stacks = new ArrayList<>(value.list(element -> {
            YamlMapping keys = element.mapping();
            StackSpec stack = stack(keys);
            Integer first = stack == null ? null : lines.putIfAbsent(stack.name(), element.line());
            if (stack != null && first != null) {
                keys.error("duplicate stack name '" + stack.name() + "', which is already on line " + first);
            } else if (stack != null) {
                projects.claim(stack, element);
                dependencies.add(stack, element);
            }
            return stack;
        }));
        dependencies.check();
        return stacks;
    }

    private static @Nullable StackSpec stack(YamlMapping keys) {
        String name = keys.required("name", Shapes.NAME);
        String path = keys.optional("path", Shapes.INSIDE_PATH, ".");
        String project = keys.optional("project", Shapes.PROJECT);
        List<String> include = keys.list("include", Shapes.INSIDE_PATH);
        List<String> files = keys.list("files", Shapes.INSIDE_PATH);
        List<String> profiles = keys.list("profiles", Shapes.PROFILE);
        Map<String, String> env = keys.entries("env", Shapes::variable);
        List<String> envFiles = keys.list("envFiles", Shapes.INSIDE_PATH);
        List<String> hosts = keys.list("hosts", Shapes.NAME);
        Map<String, String> selector = keys.entries("hostSelector", Shapes::label);
        if (keys.has("hosts") && keys.has("hostSelector")) {
            keys.error("has both 'hosts' and 'hostSelector'; remove one");
        }
        StackSpec.Health health = keys.optional("health", StackReader::health, StackSpec.Health.DEFAULT);
        StackSpec.Rollback rollback = keys.optional("rollback", StackReader::rollback, StackSpec.Rollback.DEFAULT);
        StackSpec.Drift drift = keys.optional("drift", StackReader::drift, StackSpec.Drift.DEFAULT);
        boolean adopt = keys.optional("adopt", YamlValue::bool, false);
        boolean imageUpdates = keys.optional("imageUpdates", YamlValue::bool, false);
        StackSpec.LocalChanges localChanges =
                keys.optional("localChanges", StackReader::localChanges, StackSpec.LocalChanges.PREFER_REMOTE);
        boolean prune = keys.optional("prune", YamlValue::bool, false);
        List<String> dependsOn = keys.list("dependsOn", Shapes.STACK);
        StackSpec.Checkout checkout = CheckoutReader.read(keys);
        keys.refuseOtherKeys();
        return name == null
                ? null
                : new StackSpec(
                        name,
                        path,
                        project,
                        include,
                        files,
                        profiles,
                        env,
                        envFiles,
                        hosts,
                        selector,
                        health,
                        rollback,
                        drift,
                        adopt,
                        imageUpdates,
                        localChanges,
                        prune,
                        dependsOn,
                        checkout);
    }

    private static StackSpec.Health health(YamlValue value) {
        YamlMapping keys = value.mapping();
        StackSpec.Health health = new StackSpec.Health(
                keys.optional("timeout", Quantity.duration("1s", "1h"), StackSpec.Health.DEFAULT.timeout()),
                keys.optional("stable", Quantity.duration("0s", "10m"), StackSpec.Health.DEFAULT.stable()));
        keys.refuseOtherKeys();
        if (health.stable().compareTo(health.timeout()) >= 0) {
            keys.error("'stable' must be shorter than 'timeout'");
        }
        return health;
    }

    private static StackSpec.Rollback rollback(YamlValue value) {
        YamlMapping keys = value.mapping();
        StackSpec.Rollback rollback = new StackSpec.Rollback(
                keys.optional("gate", Shapes.integer(1, 10), StackSpec.Rollback.DEFAULT.gate()),
                keys.optional("boot", Shapes.integer(1, 10), StackSpec.Rollback.DEFAULT.boot()));
        keys.refuseOtherKeys();
        return rollback;
    }

    private static StackSpec.Drift drift(YamlValue value) {
        YamlMapping keys = value.mapping();
        StackSpec.Drift drift = new StackSpec.Drift(
                keys.optional("action", StackReader::action, StackSpec.Drift.DEFAULT.action()),
                keys.optional("every", Shapes.INTERVAL));
        keys.refuseOtherKeys();
        return drift;
    }

    private static StackSpec.Drift.@Nullable Action action(YamlValue value) {
        // YAML 1.1 reads a bare "off" as a boolean; the contract writes it bare.
        String text = value.is("off") ? "off" : TEXT.read(value);
        return text == null
                ? null
                : Arrays.stream(StackSpec.Drift.Action.values())
                        .filter(action -> action.text().equals(text))
                        .findFirst()
                        .orElseGet(() -> value.refuse("must be heal, report or off, but is '" + text + "'"));
    }

    private static StackSpec.@Nullable LocalChanges localChanges(YamlValue value) {
        String text = TEXT.read(value);
        return text == null
                ? null
                : Arrays.stream(StackSpec.LocalChanges.values())
                        .filter(policy -> policy.text().equals(text))
                        .findFirst()
                        .orElseGet(() ->
                                value.refuse("must be prefer-remote, prefer-local or abort, but is '" + text + "'"));
    }
}
