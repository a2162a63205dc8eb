/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.Extensions;
import dev.longshore.applier.docker.InputDigests;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.policy.PolicyGate;
import dev.longshore.applier.policy.StackFolders;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.StagedTree;
import dev.longshore.events.RevisionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fetches, unpacks and validates a revision beside the running one. */
final class Preparer {
    private final BundleStage stage;
    private final ComposeClient compose;
    private final PolicyGate policy;

    Preparer(BundleStage stage, ComposeClient compose, PolicyGate policy) {
        this.stage = stage;
        this.compose = compose;
        this.policy = policy;
    }

    /**
     * @throws RefusedException if the bundle is unsafe or the Compose files are not valid
     * @throws PostponedException if the bundle cannot be had now
     */
    Prepared prepare(StackStore store, RevisionEvent.Changed change, PhaseTimer phases) {
        Path bundle = phases.time("fetch", () -> stage.fetch(store, change));
        return phases.time("validate", () -> validate(store, change, bundle));
    }

    private Prepared validate(StackStore store, RevisionEvent.Changed change, Path bundle) {
        try {
            return stage.examine(store, staging -> resolved(store, change, stage.unpack(store, bundle), staging));
        } catch (ComposeException e) {
            throw refusal(e);
        }
    }

    private Prepared resolved(StackStore store, RevisionEvent.Changed change, Manifest manifest, Path staging)
            throws IOException {
        StagedTree files = StagedTree.lay(
                BundleStage.localChanges(store, change), staging, manifest, store.tree(), store.ledger());
        ComposeProject project = ComposeProject.of(change.spec(), staging);
        ResolvedModel model = resolve(store, change, files, project);
        if (Extensions.areIn(staging, files.used())) {
            model = compose.withExtensions(project, model);
        }
        var inputs = InputDigests.of(model, project, files.used(), staging, store.treeIdentity());
        return new Prepared(
                change,
                files,
                model,
                inputs,
                Baselines.causes(store, model, inputs, files.used()),
                project.at(project.directory(), model.name(), List.of()),
                Map.of());
    }

    /** Local edits that are kept were never let in by the host's policy: a container that mounts the tree may have made them. */
    private ResolvedModel resolve(
            StackStore store, RevisionEvent.Changed change, StagedTree files, ComposeProject project) {
        if (store.state().isGolden(change.generation()) && files.keep().isEmpty()) {
            return compose.config(project);
        }
        PolicyGate.Admission admission =
                policy.admit(change.stack(), project, new StackFolders(store.staging(), store.tree()));
        ResolvedModel model = compose.config(project);
        admission.check(model);
        refuseOwnName(model);
        return model;
    }

    /** Where Longshore itself runs in containers, it is the project of this name. */
    private static void refuseOwnName(ResolvedModel model) {
        if (model.name().equals("longshore")) {
            throw new RefusedException(
                    "compose.project_conflict",
                    "the Compose project 'longshore' is Longshore's own; give the stack another project: in .longshore.yaml");
        }
    }

    /** Only what Compose says about the files is the revision's fault. */
    private static RuntimeException refusal(ComposeException e) {
        return e.reason().equals(ComposeException.INVALID)
                ? new RefusedException(e.reason(), String.valueOf(e.getMessage()), e)
                : e;
    }
}
