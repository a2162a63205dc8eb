/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.DriftInspector;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent.Drift;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for drift of containers, and of the files they read. */
final class ComposeProbe implements DriftProbe {
    private final StackStore store;
    private final Preparer preparer;
    private final Engine engine;
    private final TreeProbe files;
    private @Nullable DriftInspector inspector;

    ComposeProbe(StackStore store, Preparer preparer, Engine engine) {
        this.store = store;
        this.preparer = preparer;
        this.engine = engine;
        this.files = new TreeProbe(store.tree(), store.ledger());
    }

    @Override
    public Finding look(Applied applied) {
        Finding found = files.look(applied.event().spec().localChanges());
        List<Drift> drift =
                new ArrayList<>(inspector(applied).inspect(engine).drift());
        drift.addAll(found.drift());
        return new Finding(drift, found.blocked());
    }

    @Override
    public void forget() {
        inspector = null;
        files.forget();
    }

    private DriftInspector inspector(Applied applied) {
        DriftInspector known = inspector;
        if (known == null || known.baseline().generation() != applied.generation()) {
            known = new DriftInspector(
                    Baselines.find(store, applied.generation()).orElseGet(() -> resolve(applied)));
            inspector = known;
        }
        return known;
    }

    /** What was measured at the apply is lost: the files still say most of it. */
    private Baseline resolve(Applied applied) {
        Prepared prepared = preparer.prepare(store, applied.event(), new PhaseTimer());
        Baseline resolved = Baselines.unmeasured(store, prepared);
        Baselines.keep(store, resolved);
        return resolved;
    }
}
