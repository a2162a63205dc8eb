/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A revision that is unpacked in staging and known to be valid. Nothing of the stack has been touched for it.
 *
 * @param model as resolved in staging
 * @param inputs digest of what each service reads
 * @param staged the project in staging, under its name
 * @param images ids, by service, of the images that must run; empty for those that the names stand for now
 */
record Prepared(
        StackSpec spec,
        Manifest manifest,
        ResolvedModel model,
        Map<String, String> inputs,
        ComposeProject staged,
        Map<String, String> images) {
    /** A revision that has not run yet. */
    Prepared(StackSpec spec, Manifest manifest, ResolvedModel model, Map<String, String> inputs, ComposeProject staged) {
        this(spec, manifest, model, inputs, staged, Map.of());
    }

    /** The very program that passed its gate. */
    Prepared as(Applied applied) {
        return new Prepared(spec, manifest, model, inputs, staged, applied.images());
    }

    /** The Compose project's name. */
    String project() {
        return model.name();
    }

    /** The project where it runs, with our labels. */
    ComposeProject inTree(StackStore store) {
        Path directory = store.tree().resolve(spec.path()).normalize();
        return staged.at(directory, project(), List.of(store.overrideFile()));
    }
}
