/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.store.Applied;
import dev.longshore.applier.store.StackStore;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks for files of a plain folder that somebody edited. */
final class CheckoutProbe implements DriftProbe {
    private final StackStore store;
    private @Nullable Path target;
    private @Nullable TreeProbe files;

    CheckoutProbe(StackStore store) {
        this.store = store;
    }

    @Override
    public Finding look(Applied applied) {
        return probe(Path.of(applied.project())).look(applied.event().spec().localChanges());
    }

    private TreeProbe probe(Path now) {
        TreeProbe known = files;
        if (known == null || !now.equals(target)) {
            known = new TreeProbe(now, store.ledger(now));
            files = known;
            target = now;
        }
        return Objects.requireNonNull(known);
    }

    @Override
    public void forget() {
        if (files != null) {
            files.forget();
        }
    }
}
