/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
    private static final ResolvedModel MODEL = ResolvedModel.parse("""
            {"name": "p", "services": {
              "job": {"image": "x", "restart": "no"},
              "none": {"image": "x", "deploy": {"replicas": 0}},
              "retry": {"image": "x", "deploy": {"restart_policy": {"condition": "on-failure"}}},
              "web": {"image": "x", "restart": "always"}}}
            """);
    private final ContainerView job = Containers.view("job", ContainerState.EXITED, ContainerHealth.NONE, 0, 0);
    private final ContainerView retry = Containers.view("retry", ContainerState.EXITED, ContainerHealth.NONE, 0, 0);
    private final ContainerView web = Containers.view("web", ContainerState.RUNNING, ContainerHealth.HEALTHY, 0, 4);
    private final Readiness readiness =
            new Readiness(new GateRequest("p", MODEL, Duration.ZERO, Duration.ZERO, Map.of("web-1", 4)));

    @Test
    void isReadyWithHealthyRunningAndCompletedServices() {
        assertThat(readiness.of(List.of(job, retry, web)).isReady()).isTrue();
    }

    @Test
    void waitsForAContainerThatIsNotThere() {
        Readiness.Finding finding = readiness.of(List.of(job, retry));
        assertThat(finding.isReady() || finding.isFailure()).isFalse();
        assertThat(finding.message()).isEqualTo("service 'web' has 0 of 1 containers");
    }

    @Test
    void failsOnANewRestartAlsoAfterTheCountBeganAnew() {
        assertThat(readiness.of(List.of(job, retry, web(5))).reason()).isEqualTo("health.restarting");
        assertThat(readiness.of(List.of(job, retry, web(0))).isReady()).isTrue();
        assertThat(readiness.of(List.of(job, retry, web(1))).reason()).isEqualTo("health.restarting");
    }

    @Test
    void failsOnAnyExitOfAServerAndOnABadExitOfAJob() {
        ContainerView ended = Containers.view("web", ContainerState.EXITED, ContainerHealth.NONE, 0, 4);
        assertThat(readiness.of(List.of(job, retry, ended)).reason()).isEqualTo("health.exited");
        ContainerView bad = Containers.view("retry", ContainerState.EXITED, ContainerHealth.NONE, 1, 0);
        assertThat(readiness.of(List.of(job, bad, web)).reason()).isEqualTo("health.exited");
    }

    @Test
    void putsAFailureBeforeSomethingThatIsMerelyNotReady() {
        ContainerView starting = Containers.view("job", ContainerState.CREATED, ContainerHealth.NONE, 0, 0);
        ContainerView sick = Containers.view("web", ContainerState.RUNNING, ContainerHealth.UNHEALTHY, 0, 4);
        assertThat(readiness.of(List.of(starting, retry, sick)).service()).isEqualTo("web");
    }

    private static ContainerView web(int restarts) {
        return Containers.view("web", ContainerState.RUNNING, ContainerHealth.HEALTHY, 0, restarts);
    }
}
