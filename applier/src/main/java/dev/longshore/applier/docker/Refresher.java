/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes containers that {@code up} kept take notice of the files that were copied: a service with {@code x-longshore: {reload: …}} is signalled
 * when the content of its mounted files is not what it last read; any other is restarted if a file it mounts had been edited on the host
 * and was put back, since nobody knows whether it read the edited one.
 */
public final class Refresher {
    private final Engine engine;
    private final ResolvedModel model;
    private final Map<String, InputSet> inputs;
    private final Set<String> undone;

    /** @param undone paths of files that were put back */
    public Refresher(Engine engine, ResolvedModel model, Map<String, InputSet> inputs, Set<String> undone) {
        this.engine = engine;
        this.model = model;
        this.inputs = inputs;
        this.undone = undone;
    }

    /**
     * After {@code up}.
     *
     * @param before the containers before it
     * @param known what they had read
     * @param keeper told what they have read now; before a signal is sent, that it is not known
     * @return the services that were signalled
     */
    public Set<String> refresh(List<ContainerView> before, Loaded known, Consumer<Loaded> keeper) {
        Map<String, ContainerView> old = before.stream().collect(Collectors.toMap(ContainerView::id, c -> c));
        Map<String, String> contents = new HashMap<>();
        Map<String, ContainerView> signals = new TreeMap<>();
        for (ContainerView container : engine.containers(model.name())) {
            ServiceModel service = model.services().get(container.service());
            InputSet read = inputs.get(container.service());
            if (service == null || read == null || container.summary().oneOff()) {
                continue;
            }
            boolean kept = isKept(old.get(container.id()), container);
            if (service.reload() != null) {
                boolean stale = kept
                        && (!read.content().equals(known.contents().get(container.id())) || wasUndone(read));
                if (stale) {
                    signals.put(container.id(), container);
                } else {
                    contents.put(container.id(), read.content());
                }
            } else if (kept && wasUndone(read)) {
                engine.restart(container.id());
            }
        }
        if (!contents.equals(known.contents())) {
            keeper.accept(new Loaded(contents));
        }
        return signal(signals, contents, keeper);
    }

    private Set<String> signal(
            Map<String, ContainerView> signals, Map<String, String> contents, Consumer<Loaded> keeper) {
        Set<String> services = new HashSet<>();
        signals.forEach((id, container) -> {
            String service = container.service();
            engine.signal(id, String.valueOf(model.service(service).reload()));
            contents.put(id, inputs.getOrDefault(service, new InputSet(List.of(), "", true)).content());
            services.add(service);
        });
        if (!signals.isEmpty()) {
            keeper.accept(new Loaded(contents));
        }
        return services;
    }

    private static boolean isKept(@Nullable ContainerView old, ContainerView now) {
        return now.state() == ContainerState.RUNNING
                && old != null
                && old.startedAt().equals(now.startedAt());
    }

    private boolean wasUndone(InputSet read) {
        return undone.stream().anyMatch(read.live()::contains);
    }
}
