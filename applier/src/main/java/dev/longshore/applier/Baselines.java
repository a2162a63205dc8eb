/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.Causes;
import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.applier.docker.InputSet;
import dev.longshore.applier.docker.Loaded;
import dev.longshore.applier.docker.ResolvedModel;
import dev.longshore.applier.store.JsonFile;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is remembered of the last thing that passed its gate, in files of the stack's folder that may be lost without harm. */
final class Baselines {
    private Baselines() {}

    private static JsonFile<Baseline> file(StackStore store) {
        return store.file("applied.json", Baseline.class);
    }

    /** What containers have read from files they mount. */
    static JsonFile<Loaded> loaded(StackStore store) {
        return store.file("loaded.json", Loaded.class);
    }

    /** The one of this generation; empty if it was lost, or never measured. */
    static Optional<Baseline> find(StackStore store, long generation) {
        return file(store).read().filter(baseline -> baseline.generation() == generation);
    }

    /** Takes what runs now for right. */
    static void measure(StackStore store, Prepared passed, List<ContainerSummary> containers) {
        Map<String, Baseline.Service> before =
                find(store, passed.generation()).map(Baseline::services).orElse(Map.of());
        keep(store, unmeasured(store, passed).measured(containers, before));
    }

    static Baseline unmeasured(StackStore store, Prepared prepared) {
        return Baseline.of(
                prepared.generation(),
                prepared.model().relocated(store.staging(), store.tree()),
                prepared.inputs());
    }

    static void keep(StackStore store, Baseline baseline) {
        file(store).write(baseline);
    }

    /** Why services will not be what they were. Empty where nothing is known of what ran. */
    static Map<String, String> causes(
            StackStore store, ResolvedModel staged, Map<String, InputSet> inputs, Manifest files) {
        Manifest had = store.ledger().ledger().manifest();
        TreeMap<String, Manifest.Entry> changed = new TreeMap<>(files.files());
        changed.entrySet().removeIf(file -> file.getValue().equals(had.files().get(file.getKey())));
        return file(store)
                .read()
                .map(old -> Causes.between(
                        old,
                        staged.relocated(store.staging(), store.tree()),
                        inputs,
                        new Manifest(changed),
                        store.staging()))
                .orElse(Map.of());
    }
}
