/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.events.DeploymentEvent.Drift;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DriftInspectorTest {
    private static final ResolvedModel MODEL = ResolvedModel.parse("""
            {"name": "p", "services": {
              "job": {"image": "x", "restart": "no"},
              "web": {"image": "x", "deploy": {"replicas": 2}}}}
            """);
    private final ContainerSummary job = Containers.summary("job", 1, ContainerState.EXITED, ContainerHealth.NONE);

    @Test
    void countsReplicas() {
        assertThat(drift(job, web(1), web(2))).isEmpty();
        assertThat(drift(job, web(1)))
                .containsExactly(new Drift("web", Drift.Kind.MISSING, "2 containers", "1 container"));
        assertThat(drift(job, web(1), web(2), web(3)))
                .containsExactly(new Drift("web", Drift.Kind.EXTRA, "2 containers", "3 containers"));
    }

    @Test
    void takesPausedForStopped() {
        ContainerSummary paused = Containers.summary("web", 2, ContainerState.PAUSED, ContainerHealth.NONE);
        assertThat(drift(job, web(1), paused))
                .containsExactly(new Drift("web", Drift.Kind.STOPPED, "running", "paused"));
    }

    private static ContainerSummary web(int number) {
        return Containers.summary("web", number, ContainerState.RUNNING, ContainerHealth.NONE);
    }

    private static List<Drift> drift(ContainerSummary... containers) {
        return new DriftInspector(Baseline.of(1, MODEL, Map.of()))
                .compare(List.of(containers))
                .drift();
    }
}
