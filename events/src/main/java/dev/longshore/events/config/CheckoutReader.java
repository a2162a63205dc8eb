/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import dev.longshore.events.StackSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind}, {@code target} and {@code after} of a stack. */
final class CheckoutReader {
    private static final List<String> COMPOSE_ONLY =
            List.of("project", "files", "profiles", "env", "envFiles", "adopt", "imageUpdates");
    private static final int MAX_ARGUMENT = 4096;

    private CheckoutReader() {}

    /** Null for a stack that Compose runs, or after a problem was recorded. */
    static StackSpec.@Nullable Checkout read(YamlMapping keys) {
        boolean checkout = keys.optional("kind", CheckoutReader::isCheckout, false);
        if (!checkout) {
            refuse(keys, List.of("target", "after"), "means nothing without 'kind: checkout'");
            keys.optional("target", value -> value);
            keys.optional("after", value -> value);
            return null;
        }
        refuse(keys, COMPOSE_ONLY, "means nothing for 'kind: checkout'; remove it");
        String target = keys.required("target", CheckoutReader::target);
        List<String> after = keys.list("after", CheckoutReader::argument);
        return target == null ? null : new StackSpec.Checkout(target, after);
    }

    private static void refuse(YamlMapping keys, List<String> names, String why) {
        names.stream().filter(keys::has).forEach(name -> keys.error("'" + name + "' " + why));
    }

    private static @Nullable Boolean isCheckout(YamlValue value) {
        String kind = value.string();
        if (kind == null || kind.equals("compose") || kind.equals("checkout")) {
            return kind == null ? null : kind.equals("checkout");
        }
        return value.refuse("must be compose or checkout, but is '" + kind + "'");
    }

    private static @Nullable String target(YamlValue value) {
        return value.parsed("an absolute path", text -> {
            Path path = Path.of(text).normalize();
            if (!path.isAbsolute()
                    || path.getNameCount() == 0
                    || !path.toString().equals(text)) {
                throw new IllegalArgumentException(
                        "must be an absolute path of a folder, in its shortest form, such as /srv/site");
            }
            return text;
        });
    }

    private static @Nullable String argument(YamlValue value) {
        return value.parsed("an argument", text -> {
            if (text.isEmpty() || text.length() > MAX_ARGUMENT || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("must be 1 to " + MAX_ARGUMENT + " characters, without NUL");
            }
            return text;
        });
    }
}
