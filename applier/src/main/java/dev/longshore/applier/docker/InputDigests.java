/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.Sha256;
import java.nio.file.Path;
import java.util.List;
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
     * @param tree which folder the containers will mount from: a container that mounts from one that is gone, though another stands in
     *     its place, has to be made anew
     */
    public static Map<String, String> of(
            ResolvedModel model, ComposeProject project, Manifest manifest, Path root, String tree) {
        ServiceInputs inputs = new ServiceInputs(model.json(), project, new ManifestPaths(manifest, root));
        Map<String, String> digests = new TreeMap<>();
        model.services().forEach((name, service) -> digests.put(name, digest(inputs.of(service.json()), tree)));
        return digests;
    }

    private static String digest(List<String> inputs, String tree) {
        return Sha256.of(inputs.isEmpty() ? "" : String.join("\n", inputs) + "\n" + tree);
    }
}
