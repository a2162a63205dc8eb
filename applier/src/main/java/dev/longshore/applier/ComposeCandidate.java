/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.applier.docker.Baseline;
import dev.longshore.applier.docker.BuildPlan;
import dev.longshore.applier.docker.ContainerSummary;
import dev.longshore.applier.docker.ContainerView;
import dev.longshore.applier.docker.DriftInspector;
import dev.longshore.applier.docker.GateResult;
import dev.longshore.applier.docker.Repairs;
import dev.longshore.applier.docker.ServiceModel;
import dev.longshore.applier.store.StackState;
import dev.longshore.applier.store.StackStore;
import dev.longshore.applier.tree.Manifest;
import dev.longshore.events.DeploymentEvent.ServiceDecision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A revision that Compose has resolved. */
final class ComposeCandidate implements Candidate {
    private final ComposeWorkload workload;
    private final StackStore store;
    private final Prepared prepared;
    private List<ContainerView> before = List.of();
    private Repairs repairs = Repairs.NONE;
    private GateResult.@Nullable Passed passed;

    ComposeCandidate(ComposeWorkload workload, StackStore store, Prepared prepared) {
        this.workload = workload;
        this.store = store;
        this.prepared = prepared;
    }

    @Override
    public Manifest manifest() {
        return prepared.manifest();
    }

    @Override
    public String place() {
        return prepared.project();
    }

    @Override
    public void look() {
        before = workload.engine().containers(place());
    }

    @Override
    public void claim(StackState state) {
        boolean found = workload.projects().claim(state, prepared.spec(), place(), before);
        workload.ports().check(store.stack(), prepared);
        if (found && state.adopted() == null) {
            store.note(now -> now.adopted(Map.of()));
        }
    }

    @Override
    public void obtain() {
        workload.compose().pullMissing(prepared.staged(), prepared.model(), workload.engine());
        List<ContainerSummary> running =
                before.stream().map(ContainerView::summary).toList();
        workload.compose()
                .build(
                        prepared.staged(),
                        BuildPlan.services(prepared.model(), prepared.labels(store), running, workload.engine()));
    }

    @Override
    public GateResult rollOut(PhaseTimer phases, Runnable starting, BooleanSupplier cancelled) {
        return rollOut(phases, new Client() {
            @Override
            public void starting() {
                starting.run();
            }

            @Override
            public boolean cancelled() {
                return cancelled.getAsBoolean();
            }
        });
    }

    @Override
    public GateResult rollOut(PhaseTimer phases, Client client) {
        GateResult result = workload.rollout().run(store, prepared, repairs, before, phases, client);
        passed = result instanceof GateResult.Passed now ? now : null;
        return result;
    }

    @Override
    public void bringUp(PhaseTimer phases) {
        workload.rollout().bringUp(store, prepared);
    }

    @Override
    public Map<String, String> images() {
        return after().containers().stream()
                .collect(Collectors.toMap(ContainerView::service, ContainerView::imageId, (one, other) -> one));
    }

    /** By the name that the file gives the image: the container's may be an id. */
    @Override
    public Map<String, String> references() {
        Map<String, String> references = new TreeMap<>();
        images().forEach((service, id) -> {
            ServiceModel model = prepared.model().services().get(service);
            if (model != null && !model.image().isEmpty()) {
                references.put(service, workload.engine().reference(model.image(), id));
            }
        });
        return references;
    }

    private GateResult.Passed after() {
        GateResult.Passed known = passed;
        return known == null ? new GateResult.Passed(workload.engine().containers(place())) : known;
    }

    @Override
    public List<ServiceDecision> decisions() {
        return ServiceDecisions.between(before, after(), prepared.causes());
    }

    @Override
    public void renew(Set<String> services) {
        workload.compose().pull(prepared.staged(), prepared.model(), List.copyOf(services));
    }

    @Override
    public void repair() {
        Baseline baseline =
                Baselines.find(store, prepared.generation()).orElseGet(() -> Baselines.unmeasured(store, prepared));
        repairs = Repairs.of(new DriftInspector(baseline).inspect(workload.engine()));
    }
}
