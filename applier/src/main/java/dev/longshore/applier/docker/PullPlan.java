/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which services need their image pulled, by what their {@code pull_policy} says. When an image was last pulled is known of this process
 * only: after a start, one that is to be pulled daily is pulled once more.
 */
final class PullPlan {
    private static final Pattern EVERY = Pattern.compile("every_((?:[0-9]{1,6}[wdhms])+)");
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([wdhms])");
    private static final Map<String, Duration> UNITS = Map.of(
            "w", Duration.ofDays(7),
            "d", Duration.ofDays(1),
            "h", Duration.ofHours(1),
            "m", Duration.ofMinutes(1),
            "s", Duration.ofSeconds(1));

    private final Clock clock;
    private final Map<String, Instant> pulled = new ConcurrentHashMap<>();

    PullPlan(Clock clock) {
        this.clock = clock;
    }

    /** @param present whether an image is on this host */
    List<String> services(ResolvedModel model, Predicate<String> present) {
        Map<String, Boolean> known = new HashMap<>();
        List<String> services = new ArrayList<>();
        for (ServiceModel service : model.services().values()) {
            if (service.built() || service.image().isEmpty()) {
                continue; // a provider's service has no image
            }
            boolean isThere = known.computeIfAbsent(service.image(), present::test);
            if (!isThere || isDue(service)) {
                services.add(pullable(service, isThere));
            }
        }
        return services;
    }

    /** They were pulled just now. */
    void done(ResolvedModel model, List<String> services) {
        services.forEach(name -> pulled.put(model.service(name).image(), clock.instant()));
    }

    private boolean isDue(ServiceModel service) {
        String policy = String.valueOf(service.pullPolicy());
        if (policy.equals("always")) {
            return true;
        }
        Instant last = pulled.get(service.image());
        return interval(policy)
                .map(every -> last == null || !last.plus(every).isAfter(clock.instant()))
                .orElse(false);
    }

    private static Optional<Duration> interval(String policy) {
        Matcher every = EVERY.matcher(policy);
        if (every.matches()) {
            return Optional.of(SPAN.matcher(every.group(1))
                    .results()
                    .map(span -> UNITS.getOrDefault(span.group(2), Duration.ZERO)
                            .multipliedBy(Long.parseLong(span.group(1))))
                    .reduce(Duration.ZERO, Duration::plus));
        }
        return switch (policy) {
            case "daily" -> Optional.of(Duration.ofDays(1));
            case "weekly" -> Optional.of(Duration.ofDays(7));
            default -> Optional.empty();
        };
    }

    private static String pullable(ServiceModel service, boolean isThere) {
        if (!isThere && "never".equals(service.pullPolicy())) {
            throw new ComposeException(
                    ComposeException.PULL_FAILED,
                    "service '" + service.name() + "': the image " + service.image()
                            + " is not on this host, and pull_policy: never forbids to pull it");
        }
        return service.name();
    }
}
