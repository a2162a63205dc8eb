/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.DriftInspector;
import dev.longshore.applier.docker.Engine;
import dev.longshore.applier.docker.RemoteImages;
import dev.longshore.applier.docker.RemoteImages.Moved;
import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import dev.longshore.events.DeploymentEvent.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks for drift of containers, and of the files they read. */
final class ComposeProbe implements DriftProbe {
    private final StackStore store;
    private final Engine engine;
    private final RemoteImages registry;
    private final Function<Applied, Baseline> resolver;
    private final TreeProbe files;
    private @Nullable DriftInspector inspector;

    /** @param resolver works out again what was measured at the apply, as far as that is possible, where it is lost */
    ComposeProbe(StackStore store, Engine engine, RemoteImages registry, Function<Applied, Baseline> resolver) {
        this.store = store;
        this.engine = engine;
        this.registry = registry;
        this.resolver = resolver;
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
    public List<Moved> movedImages(Applied applied) {
        return registry.moved(inspector(applied).model(), applied.project());
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

    private Baseline resolve(Applied applied) {
        Baseline resolved = resolver.apply(applied);
        Baselines.keep(store, resolved);
        return resolved;
    }
}
