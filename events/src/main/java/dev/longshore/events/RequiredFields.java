/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what JSON lacks to become a record: every component is required but booleans, which are then false, and what is {@link Nullable}. */
final class RequiredFields {
    private RequiredFields() {}

    /** Paths of missing fields, such as {@code stacks[0].name}; empty if all are there. */
    static List<String> missing(Class<?> record, JsonNode json) {
        List<String> missing = new ArrayList<>();
        collect(record, json, "", missing);
        return missing;
    }

    private static void collect(Class<?> record, JsonNode json, String prefix, List<String> missing) {
        for (RecordComponent component : record.getRecordComponents()) {
            JsonNode value = json.path(component.getName());
            String path = prefix + component.getName();
            if (!value.isMissingNode() && !value.isNull()) {
                descend(component.getGenericType(), value, path, missing);
            } else if (component.getType() != boolean.class
                    && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                missing.add(path);
            }
        }
    }

    private static void descend(Type type, JsonNode value, String path, List<String> missing) {
        if (type instanceof Class<?> nested && nested.isRecord() && !isWrittenAsText(nested)) {
            collect(nested, value, path + ".", missing);
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            for (int i = 0; i < value.size(); i++) {
                descend(list.getActualTypeArguments()[0], value.path(i), path + "[" + i + "]", missing);
            }
        }
    }

    private static boolean isWrittenAsText(Class<?> record) {
        return Arrays.stream(record.getMethods()).anyMatch(m -> m.isAnnotationPresent(JsonCreator.class));
    }
}
