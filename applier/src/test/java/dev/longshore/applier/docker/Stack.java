/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import dev.longshore.applier.tree.BundleUnpacker;
import dev.longshore.applier.tree.CopyOrder;
import dev.longshore.applier.tree.LedgerKeeper;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.applier.tree.MemoryLedger;
import dev.longshore.applier.tree.TreeCopier;
import dev.longshore.events.StackId;
import dev.longshore.events.StackSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** One stack on the real engine, applied the way an applier does; taken down on close. */
final class Stack implements AutoCloseable {
    final String name = "it" + UUID.randomUUID().toString().substring(0, 8);
    final Engine engine;
    final ComposeClient compose;
    final Path root;
    final Path tree;
    private final Map<String, String> files = new TreeMap<>();
    private UnaryOperator<StackSpec> spec = UnaryOperator.identity();
    private final LedgerKeeper ledger = new MemoryLedger();
    private int revisions;
    private @Nullable ComposeProject running;
    private @Nullable ResolvedModel model;

    Stack(Engine engine, Path root) {
        this.engine = engine;
        this.root = root;
        this.tree = root.resolve("tree");
        this.compose = new ComposeClient(ComposeCommand.find(System::getenv), System::getenv, ComposeDeadlines.DEFAULT);
    }

    Stack file(String path, String content) {
        files.put(path, content);
        return this;
    }

    Stack without(String path) {
        files.remove(path);
        return this;
    }

    Stack spec(UnaryOperator<StackSpec> change) {
        spec = change;
        return this;
    }

    /** Everything up to {@code up}, without the gate. */
    ResolvedModel up() {
        Path staging = root.resolve("staging" + revisions);
        Manifest next = unpack(staging);
        StackSpec applied = spec.apply(StackSpec.of(name, "."));
        ComposeProject staged = ComposeProject.of(applied, staging);
        ResolvedModel resolved = compose.config(staged);
        Map<String, String> digests =
                InputDigests.labels(InputDigests.of(resolved, staged, next, staging, "tree"), tree);
        compose.pullMissing(staged, resolved, engine);
        compose.build(staged, BuildPlan.services(resolved, digests, engine.list(resolved.name()), engine));
        Path override = root.resolve("inputs.json");
        OverrideFile.write(override, new StackId("test", name), resolved, digests, Map.of());
        new TreeCopier(Clock.systemUTC())
                .copy(new CopyOrder(staging, next, tree, root.resolve("backups"), ledger, Set.of(), Set.of()));
        ResolvedModel moved = resolved.relocated(staging, tree);
        model = moved;
        running = staged.at(tree, resolved.name(), List.of(override));
        compose.up(running);
        Orphans.remove(engine, resolved.name(), resolved);
        return moved;
    }

    /** The model of the files as they are now; nothing is applied. */
    ResolvedModel resolved() {
        Path staging = root.resolve("staging" + revisions);
        unpack(staging);
        return compose.config(ComposeProject.of(spec.apply(StackSpec.of(name, ".")), staging));
    }

    Map<String, String> digests() {
        Path staging = root.resolve("staging" + revisions);
        Manifest manifest = unpack(staging);
        ComposeProject staged = ComposeProject.of(spec.apply(StackSpec.of(name, ".")), staging);
        return InputDigests.labels(
                InputDigests.of(compose.config(staged), staged, manifest, staging, "tree"), tree);
    }

    ResolvedModel model() {
        return Objects.requireNonNull(model);
    }

    ComposeProject project() {
        return Objects.requireNonNull(running);
    }

    /** Container ids by service. */
    Map<String, String> ids() {
        return engine.list(name).stream().collect(Collectors.toMap(ContainerSummary::service, ContainerSummary::id));
    }

    ContainerView container(String service) {
        return engine.containers(name).stream()
                .filter(container -> container.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    private Manifest unpack(Path staging) {
        Path bundle = root.resolve("bundle" + revisions++);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bundle));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BundleUnpacker().unpack(bundle, staging);
    }

    @Override
    public void close() {
        if (running != null) {
            compose.down(name, root);
        }
    }
}
