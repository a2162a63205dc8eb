/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.ComposeClient;
import dev.longshore.applier.docker.ComposeException;
import dev.longshore.applier.docker.ComposeProject;
import dev.longshore.applier.docker.Extensions;
import dev.longshore.applier.docker.InputDigests;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.policy.PolicyException;
import dev.longshore.applier.policy.PolicyGate;
import dev.longshore.applier.policy.StackFolders;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.Pending;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.LocalChangesException;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.StagedTree;
import dev.longshore.applier.tree.UnsafeBundleException;
import dev.longshore.events.RevisionEvent;
import dev.longshore.events.StackSpec.LocalChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        Path staging = store.staging();
        try {
            Manifest manifest = stage.unpack(store, bundle);
            StagedTree files = lay(store, change, manifest);
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
        } catch (UnsafeBundleException e) {
            throw new RefusedException(e.reason(), String.valueOf(e.getMessage()), e);
        } catch (PolicyException e) {
            throw new RefusedException(e.reason(), String.valueOf(e.getMessage()), e);
        } catch (LocalChangesException e) {
            throw new PostponedException(LocalChangesException.REASON, String.valueOf(e.getMessage()), e);
        } catch (ComposeException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + staging + ": " + e.getMessage(), e);
        }
    }

    /**
     * What is applied already was let in when it came: to bring it back, or to mend it, is not to be refused because the rules of the host
     * changed since. The next commit meets the new ones. Local edits that are kept were never let in: a container that mounts the tree may
     * have made them.
     */
    private ResolvedModel resolve(
            StackStore store, RevisionEvent.Changed change, StagedTree files, ComposeProject project) {
        Applied golden = store.state().golden();
        if (golden != null
                && golden.generation() == change.generation()
                && files.keep().isEmpty()) {
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

    /** Golden comes back even over local edits: waiting for somebody to resolve them would leave running what passed no gate. */
    private static StagedTree lay(StackStore store, RevisionEvent.Changed change, Manifest manifest)
            throws IOException {
        Pending pending = store.state().pending();
        boolean isRescue = pending != null && pending.rollback() != null;
        return StagedTree.lay(
                isRescue ? LocalChanges.PREFER_REMOTE : change.spec().localChanges(),
                store.staging(),
                manifest,
                store.tree(),
                store.ledger());
    }

    /** Only what Compose says about the files is the revision's fault. */
    private static RuntimeException refusal(ComposeException e) {
        return e.reason().equals(ComposeException.INVALID)
                ? new RefusedException(e.reason(), String.valueOf(e.getMessage()), e)
                : e;
    }
}
