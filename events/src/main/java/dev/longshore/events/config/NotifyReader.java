/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code reconciler.notify}. */
final class NotifyReader {
    private static final Duration GROUP = Duration.ofSeconds(30);

    private final Map<String, ValueReader<? extends NotifyTarget>> kinds = new LinkedHashMap<>();

    NotifyReader(Path base, SecretReader secrets) {
        NotifyTargetReader targets = new NotifyTargetReader(base, secrets);
        kinds.put("webhook", targets::webhook);
        kinds.put("ntfy", targets::ntfy);
        kinds.put("slack", targets::slack);
        kinds.put("email", targets::email);
    }

    List<NotifyConfig> sinks(YamlMapping keys) {
        List<NotifyConfig> sinks = keys.list("notify", this::sink);
        Set<String> seen = new HashSet<>();
        sinks.forEach(sink -> {
            if (!seen.add(sink.name())) {
                keys.error("'notify' has two sinks of the name '" + sink.name() + "'; rename one");
            }
        });
        return sinks;
    }

    private @Nullable NotifyConfig sink(YamlValue value) {
        YamlMapping keys = value.mapping();
        String name = keys.required("name", Shapes.NAME);
        List<String> given = kinds.keySet().stream().filter(keys::has).toList();
        NotifyTarget target = null;
        for (Map.Entry<String, ValueReader<? extends NotifyTarget>> kind : kinds.entrySet()) {
            NotifyTarget read = keys.optional(kind.getKey(), kind.getValue());
            target = read == null ? target : read;
        }
        List<Glob> stacks = keys.list("stacks", v -> v.parsed("a pattern", Glob::new));
        List<Glob> types = keys.list("types", v -> v.parsed("a pattern", NotifyReader::type));
        Severity severity = keys.optional("severity", choice(Severity.values(), Severity::text), Severity.INFO);
        Duration group = keys.optional("group", Quantity.duration("0s", "10m"), GROUP);
        keys.refuseOtherKeys();
        if (value.isMapping() && given.size() != 1) {
            return value.refuse("must have exactly one of " + String.join(", ", kinds.keySet()) + ", but has "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        return name == null || target == null ? null : new NotifyConfig(name, target, stacks, types, severity, group);
    }

    private static Glob type(String text) {
        Glob glob = new Glob(text);
        if (NotifyConfig.TYPES.stream().noneMatch(glob::matches)) {
            throw new IllegalArgumentException("matches no type, but is '" + text + "'; "
                    + NearestName.of(text, NotifyConfig.TYPES)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("types are " + String.join(", ", NotifyConfig.TYPES)));
        }
        return glob;
    }

    /** One of a few words. */
    static <E extends Enum<E>> ValueReader<E> choice(E[] all, Function<E, String> text) {
        return value -> value.parsed("a word", word -> Arrays.stream(all)
                .filter(one -> text.apply(one).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(all).map(text).collect(Collectors.joining(", ")) + ", but is '" + word
                        + "'")));
    }
}
