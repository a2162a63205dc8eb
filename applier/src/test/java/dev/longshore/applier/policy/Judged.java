/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.events.StackId;
import dev.longshore.events.config.PolicyConfig;
import dev.longshore.events.config.PolicyConfig.Profile;
import dev.longshore.events.config.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.yaml.snakeyaml.Yaml;

/** A stack held against a policy, on a host made up in a folder. */
final class Judged {
    static final StackId STACK = StackId.parse("homelab/web");

    final Path staging;
    final Path tree;
    final Path data;
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/home/longshore"));
    private Profile profile = Profile.STANDARD;
    private List<Path> allowBinds = List.of();
    private Set<Right> allowed = Set.of();
    private Map<String, String> env = Map.of();

    Judged(Path folder) {
        data = folder.resolve("data");
        staging = data.resolve("applier/stacks/homelab/web/staging");
        tree = staging.resolveSibling("tree");
        create(staging);
        create(tree);
    }

    Judged profile(Profile value) {
        profile = value;
        return this;
    }

    Judged allowBinds(Path... paths) {
        allowBinds = List.of(paths);
        return this;
    }

    Judged allow(String... rights) {
        allowed = Stream.of(rights).map(Right::new).collect(Collectors.toSet());
        return this;
    }

    Judged env(Map<String, String> variables) {
        env = variables;
        return this;
    }

    Judged host(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Judged file(String name, String content) {
        try {
            Path file = staging.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Judges {@code compose.yaml} before Compose reads it; null if it is let in. */
    PolicyException source() {
        return Assertions.catchThrowableOfType(PolicyException.class, this::admit);
    }

    /** Judges what Compose would make of one service, written in Compose's long forms. */
    PolicyException service(String service) {
        return model("{name: p, services: {web: " + service + "}}");
    }

    /** Judges a resolved model. {@code STAGING} in it is the stack's own folder. */
    PolicyException model(String model) {
        file("compose.yaml", "services:\n  web:\n    image: x\n");
        Object read = new Yaml().load(model.replace("STAGING", staging.toString()));
        ResolvedModel resolved = ResolvedModel.of(new ObjectMapper().valueToTree(read));
        return Assertions.catchThrowableOfType(PolicyException.class, () -> admit().check(resolved));
    }

    private PolicyGate.Admission admit() {
        PolicyConfig policy = new PolicyConfig(profile, allowBinds, Map.of(STACK, allowed));
        HostPaths host = HostPaths.of(data, environment::get);
        ComposeProject project =
                new ComposeProject("p", staging, List.of("compose.yaml"), List.of(), env, List.of(), List.of());
        return new PolicyGate(policy, host, Set.of("HOME", "DOCKER_HOST"))
                .admit(STACK, project, new StackFolders(staging, tree));
    }

    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
