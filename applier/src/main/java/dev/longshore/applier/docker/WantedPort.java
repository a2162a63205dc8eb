/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a service wants to publish at a port of this host.
 *
 * @param address empty for every address
 * @param from first port; with {@code to}, a range of which the engine takes any that is free
 */
public record WantedPort(String service, String address, int from, int to, String protocol) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    /** Those of every service; none where the engine chooses. */
    public static List<WantedPort> of(ResolvedModel model) {
        return model.services().values().stream().flatMap(WantedPort::of).toList();
    }

    private static Stream<WantedPort> of(ServiceModel service) {
        return Stream.iterate(0, i -> i + 1)
                .limit(service.json().path("ports").size())
                .flatMap(i -> of(service.name(), service.json().path("ports").path(i)).stream());
    }

    private static Optional<WantedPort> of(String service, JsonNode port) {
        Matcher range = RANGE.matcher(port.path("published").asText());
        if (!range.matches()) {
            return Optional.empty();
        }
        int from = Integer.parseInt(range.group(1));
        int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
        String protocol = port.path("protocol").asText("tcp");
        return from == 0
                ? Optional.empty()
                : Optional.of(new WantedPort(service, port.path("host_ip").asText(""), from, to, protocol));
    }

    /** Who holds it; empty while one port of the range is free of {@code held}. */
    public Optional<HeldPort> holder(List<HeldPort> held) {
        List<Optional<HeldPort>> holders = IntStream.rangeClosed(from, to)
                .mapToObj(port -> held.stream()
                        .filter(other ->
                                other.port() == port && other.protocol().equals(protocol) && overlaps(other.address()))
                        .findFirst())
                .toList();
        return holders.stream().allMatch(Optional::isPresent) ? holders.get(0) : Optional.empty();
    }

    private boolean overlaps(String other) {
        if (address.isEmpty() || other.isEmpty() || address.equals(other)) {
            return true;
        }
        boolean sameFamily = address.contains(":") == other.contains(":");
        return sameFamily && (isAny(address) || isAny(other));
    }

    private static boolean isAny(String address) {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    @Override
    public String toString() {
        return (address.isEmpty() ? "" : address + ":") + from + (to == from ? "" : "-" + to) + "/" + protocol;
    }
}
