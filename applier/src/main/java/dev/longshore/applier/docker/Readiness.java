/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges the containers of a project at one moment, remembering restarts between moments. */
final class Readiness {
    static final String UNHEALTHY = "health.unhealthy";
    static final String EXITED = "health.exited";
    static final String RESTARTING = "health.restarting";
    static final String TIMEOUT = "health.timeout";

    private static final Finding READY = new Finding(Level.READY, "", "", "", null);

    private enum Level {
        READY,
        WAITING,
        FAILED
    }

    /** The worst that was seen. */
    record Finding(
            Level level,
            String reason,
            String service,
            String message,
            @Nullable String container) {
        boolean isReady() {
            return level == Level.READY;
        }

        boolean isFailure() {
            return level == Level.FAILED;
        }

        private static Finding waiting(String service, String what, @Nullable String container) {
            return new Finding(Level.WAITING, "", service, "service '" + service + "' " + what, container);
        }

        private static Finding failed(String reason, ContainerView container, String what) {
            return new Finding(
                    Level.FAILED,
                    reason,
                    container.service(),
                    "service '" + container.service() + "' " + what,
                    container.id());
        }
    }

    private final Map<String, ServiceModel> services;
    private final Map<String, Integer> restarts;
    private final Set<String> before;

    Readiness(GateRequest request) {
        this.before = request.restartsBefore().keySet();
        this.services = request.model().services();
        this.restarts = new HashMap<>(request.restartsBefore());
    }

    /** Whether a new container runs of which nothing but that is known. */
    boolean isUnproven(List<ContainerView> containers) {
        return containers.stream()
                .anyMatch(container -> container.state() == ContainerState.RUNNING
                        && container.health() == ContainerHealth.NONE
                        && !before.contains(container.id()));
    }

    Finding of(List<ContainerView> containers) {
        Map<String, List<ContainerView>> byService = containers.stream()
                .filter(container -> !container.summary().oneOff())
                .collect(Collectors.groupingBy(ContainerView::service));
        return services.values().stream()
                .map(service -> judge(service, byService.getOrDefault(service.name(), List.of())))
                .max(Comparator.comparing(Finding::level))
                .orElse(READY);
    }

    private Finding judge(ServiceModel service, List<ContainerView> containers) {
        Finding worst = containers.stream()
                .map(container -> judge(service, container))
                .max(Comparator.comparing(Finding::level))
                .orElse(READY);
        if (worst.isReady() && containers.size() < service.replicas()) {
            return Finding.waiting(
                    service.name(), "has " + containers.size() + " of " + service.replicas() + " containers", null);
        }
        return worst;
    }

    private Finding judge(ServiceModel service, ContainerView container) {
        if (hasRestarted(container) || container.state() == ContainerState.RESTARTING) {
            return Finding.failed(
                    RESTARTING,
                    container,
                    "restarts again and again, last with status " + container.exitCode() + oom(container));
        }
        return switch (container.state()) {
            case RUNNING -> running(service, container);
            case EXITED, DEAD, REMOVING -> ended(service, container);
            default -> Finding.waiting(service.name(), "is " + container.state().text(), container.id());
        };
    }

    private static Finding running(ServiceModel service, ContainerView container) {
        return switch (container.health()) {
            case UNHEALTHY -> Finding.failed(UNHEALTHY, container, "is unhealthy");
            case STARTING -> Finding.waiting(service.name(), "is not healthy yet", container.id());
            case HEALTHY, NONE ->
                service.awaited() ? Finding.waiting(service.name(), "has not completed", container.id()) : READY;
        };
    }

    private static Finding ended(ServiceModel service, ContainerView container) {
        if (container.exitCode() == 0 && service.mayComplete() && container.state() == ContainerState.EXITED) {
            return READY;
        }
        return Finding.failed(EXITED, container, "exited with status " + container.exitCode() + oom(container));
    }

    /** Remembers the lowest count seen: a start by hand sets it back to 0. */
    private boolean hasRestarted(ContainerView container) {
        int before = restarts.merge(container.id(), container.restartCount(), Math::min);
        return container.restartCount() > before;
    }

    private static String oom(ContainerView container) {
        return container.oomKilled() ? ", out of memory" : "";
    }
}
