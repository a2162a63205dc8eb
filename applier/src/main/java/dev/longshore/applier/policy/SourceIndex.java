/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.policy;

import dev.longshore.applier.policy.Violation.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where each key of each service was written: Compose does not say. */
final class SourceIndex {
    private final List<Definition> definitions = new ArrayList<>();
    private String first = "compose.yaml";

    /** A key in a section ({@code services}, {@code volumes}, …) of a file. */
    private record Definition(
            String section,
            String name,
            String key,
            Place place,
            @Nullable String extended) {}

    void begin(String file) {
        first = file;
    }

    void add(String section, String name, String key, Place place) {
        definitions.add(new Definition(section, name, key, place, null));
    }

    void extend(String service, String extended, Place place) {
        definitions.add(new Definition("services", service, "extends", place, extended));
    }

    /** The last place that says it, in the service itself or in what it extends; else the service; else the first file. */
    Place find(String section, String name, String key) {
        Place found = find(section, name, key, new HashSet<>());
        if (found != null) {
            return found;
        }
        Place somewhere = last(section, name, "");
        return somewhere == null ? new Place(first, 0) : somewhere;
    }

    private @Nullable Place find(String section, String name, String key, Set<String> visited) {
        Place own = last(section, name, key);
        if (own != null || !visited.add(name)) {
            return own;
        }
        for (Definition definition : definitions) {
            String extended = definition.extended();
            if (extended != null && definition.name().equals(name)) {
                Place inherited = find(section, extended, key, visited);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }

    private @Nullable Place last(String section, String name, String key) {
        Place place = null;
        for (Definition definition : definitions) {
            if (definition.section().equals(section)
                    && definition.name().equals(name)
                    && definition.key().equals(key)) {
                place = definition.place();
            }
        }
        return place;
    }
}
