/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds stacks that would share a Compose project or a folder on one host, where one would remove the containers or files of the other. Only
 * what the file says can be seen here; a {@code name:} in a Compose file is seen by the applier.
 */
final class ProjectClaims {
    private final Map<String, List<Claim>> claims = new HashMap<>();

    private final List<Folder> folders = new ArrayList<>();

    private record Claim(StackSpec stack, String path) {}

    private record Folder(StackSpec stack, Path target, String path) {}

    void claim(StackSpec stack, YamlValue value) {
        StackSpec.Checkout checkout = stack.checkout();
        if (checkout == null) {
            claimProject(stack, value);
        } else {
            claimFolder(stack, Path.of(checkout.target()), value);
        }
    }

    private void claimFolder(StackSpec stack, Path target, YamlValue value) {
        folders.stream()
                .filter(other -> overlap(target, other.target()) && mayMeet(other.stack(), stack))
                .findFirst()
                .ifPresent(other -> value.error("has a target that is, is inside of, or holds that of " + other.path()
                        + "; give each its own"));
        folders.add(new Folder(stack, target, value.path()));
    }

    private static boolean overlap(Path one, Path other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private void claimProject(StackSpec stack, YamlValue value) {
        String project = stack.project() == null ? stack.name() : stack.project();
        List<Claim> others = claims.computeIfAbsent(project, p -> new ArrayList<>());
        others.stream()
                .filter(other -> mayMeet(other.stack(), stack))
                .findFirst()
                .ifPresent(other -> {
                    String shared = "shares the Compose project '" + project + "' with " + other.path() + "; ";
                    if (stack.project() == null && other.stack().project() == null) {
                        value.warning(shared + "give one of them a 'project' unless their Compose files have a 'name'");
                    } else {
                        value.error(shared + "give each its own 'project'");
                    }
                });
        others.add(new Claim(stack, value.path()));
    }

    private static boolean mayMeet(StackSpec a, StackSpec b) {
        boolean otherHosts = !a.hosts().isEmpty() && !b.hosts().isEmpty() && Collections.disjoint(a.hosts(), b.hosts());
        boolean otherLabels = a.hostSelector().entrySet().stream().anyMatch(label -> !b.hostSelector()
                .getOrDefault(label.getKey(), label.getValue())
                .equals(label.getValue()));
        return !otherHosts && !otherLabels;
    }
}
