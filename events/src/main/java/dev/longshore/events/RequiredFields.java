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
    /** Asking a class for its annotations takes longer than reading a record of it. */
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> record) {
            return Arrays.stream(record.getRecordComponents()).map(Field::of).toList();
        }
    };

    private RequiredFields() {}

    /**
     * A component of a record.
     *
     * @param nested the record, or record in a list, that it holds; null if it holds neither
     */
    private record Field(
            String name,
            boolean required,
            boolean list,
            @Nullable Class<?> nested) {
        static Field of(RecordComponent component) {
            boolean required = component.getType() != boolean.class
                    && !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Type type = component.getGenericType();
            boolean list = type instanceof ParameterizedType given && given.getRawType() == List.class;
            Type held = list ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
            return new Field(component.getName(), required, list, isRead(held) ? (Class<?>) held : null);
        }

        private static boolean isRead(Type type) {
            return type instanceof Class<?> nested && nested.isRecord() && !isWrittenAsText(nested);
        }

        private static boolean isWrittenAsText(Class<?> record) {
            return Arrays.stream(record.getMethods()).anyMatch(m -> m.isAnnotationPresent(JsonCreator.class));
        }
    }

    /** Paths of missing fields, such as {@code stacks[0].name}; empty if all are there. */
    static List<String> missing(Class<?> record, JsonNode json) {
        List<String> missing = new ArrayList<>();
        collect(record, json, "", missing);
        return missing;
    }

    private static void collect(Class<?> record, JsonNode json, String prefix, List<String> missing) {
        for (Field field : FIELDS.get(record)) {
            JsonNode value = json.path(field.name());
            if (!value.isMissingNode() && !value.isNull()) {
                descend(field, value, prefix, missing);
            } else if (field.required()) {
                missing.add(prefix + field.name());
            }
        }
    }

    private static void descend(Field field, JsonNode value, String prefix, List<String> missing) {
        Class<?> nested = field.nested();
        if (nested == null) {
            return;
        }
        String path = prefix + field.name();
        if (!field.list()) {
            collect(nested, value, path + ".", missing);
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            collect(nested, value.path(i), path + "[" + i + "].", missing);
        }
    }
}
