/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler.api;

import dev.longshore.events.Text;
import dev.longshore.events.http.Refusal;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for.
 *
 * @param rest of the path, behind the endpoint's own part, still escaped; empty if there is none
 * @param headOnly only the head of the answer is wanted
 */
record Query(String rest, boolean headOnly, MultiMap headers, MultiMap parameters) {
    /** Refuses parameters of other names: a filter that is misspelt would let everything through. */
    void allow(String... names) throws Refusal {
        for (String name : parameters.names()) {
            if (!Arrays.asList(names).contains(name)) {
                throw Refusal.badRequest("there is no parameter '" + Text.printable(name, 80) + "' here"
                        + (names.length == 0 ? "" : "; there are " + String.join(", ", names)));
            }
        }
    }

    /** Every value of a parameter. */
    List<String> all(String name) {
        return parameters.getAll(name);
    }

    /** The value of a parameter; null if it is not there. */
    @Nullable
    String one(String name) throws Refusal {
        return single("parameter '" + name + "'", parameters.getAll(name));
    }

    /** The value of a header; null if it is not there. */
    @Nullable
    String header(String name) throws Refusal {
        return single("header " + name, headers.getAll(name));
    }

    /** A parameter that names one of {@code values}, in upper or lower case; null if it is not there. */
    <E extends Enum<E>> @Nullable E choice(String name, E[] values) throws Refusal {
        String text = one(name);
        if (text == null) {
            return null;
        }
        for (E value : values) {
            if (value.name().equals(text.toUpperCase(Locale.ROOT))) {
                return value;
            }
        }
        throw Refusal.badRequest("'" + name + "' is one of " + Arrays.toString(values));
    }

    private static @Nullable String single(String what, List<String> values) throws Refusal {
        if (values.size() > 1) {
            throw Refusal.badRequest("there may be only one " + what);
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
