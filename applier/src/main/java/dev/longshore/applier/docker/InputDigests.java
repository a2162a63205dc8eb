/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A digest for each service of the contents it reads from the stack: mounted files and folders, configs, secrets, build context. What env
 * files hold is in the service's environment already, which Compose compares itself. Computed from the manifest, so no file but {@code .dockerignore}
 * is read, and files that no revision brought do not count. Independent of where the stack is unpacked.
 */
public final class InputDigests {
    private InputDigests() {}

    /**
     * By service; every service has one.
     *
     * @param project as it was given to {@link ComposeClient#config}
     * @param root where {@code manifest} is unpacked: the same that {@code model} was resolved in
     * @param identity which folder the containers will mount from
     */
    public static Map<String, InputSet> of(
            ResolvedModel model, ComposeProject project, Manifest manifest, Path root, String identity) {
        ServiceInputs inputs = new ServiceInputs(model.json(), project, new ManifestPaths(manifest, root));
        Map<String, InputSet> sets = new TreeMap<>();
        model.services()
                .forEach((name, service) -> sets.put(
                        name, new InputSet(inputs.of(service.json()), identity, service.reload() != null)));
        return sets;
    }

    /** What containers must have been made from, by service; {@code tree} is where the files are or will be. */
    public static Map<String, String> labels(Map<String, InputSet> inputs, Path tree) {
        Map<String, String> labels = new TreeMap<>();
        inputs.forEach((service, set) -> labels.put(service, set.label(tree)));
        return labels;
    }
}
