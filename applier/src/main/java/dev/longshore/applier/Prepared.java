/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.InputDigests;
import dev.longshore.applier.docker.InputSet;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.StagedTree;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A revision that is unpacked in staging and known to be valid. Nothing of the stack has been touched for it.
 *
 * @param files what is in staging
 * @param model as resolved in staging
 * @param inputs what each service reads
 * @param causes why services will not be what they were, as far as that is known
 * @param staged the project in staging, under its name
 * @param images ids, by service, of the images that must run; empty for those that the names stand for now
 */
record Prepared(
        RevisionEvent.Changed change,
        StagedTree files,
        ResolvedModel model,
        Map<String, InputSet> inputs,
        Map<String, String> causes,
        ComposeProject staged,
        Map<String, String> images) {
    /** The very programs that passed their gate. */
    Prepared as(Applied applied) {
        return new Prepared(change, files, model, inputs, causes, staged, applied.images());
    }

    long generation() {
        return change.generation();
    }

    StackSpec spec() {
        return change.spec();
    }

    /** What the revision brings. */
    Manifest manifest() {
        return files.brought();
    }

    /** What containers must have been made from, by service, as the tree is now. */
    Map<String, String> labels(StackStore store) {
        return InputDigests.labels(inputs, store.tree());
    }

    /** Files that must be overwritten rather than replaced: a service that reloads holds on to them. */
    Set<String> held() {
        return inputs.values().stream().flatMap(set -> set.held().stream()).collect(Collectors.toSet());
    }

    /** The Compose project's name. */
    String project() {
        return model.name();
    }

    /** The project where it runs, with our labels. */
    ComposeProject inTree(StackStore store) {
        Path directory = store.tree().resolve(spec().path()).normalize();
        return staged.at(directory, project(), List.of(store.overrideFile()));
    }
}
