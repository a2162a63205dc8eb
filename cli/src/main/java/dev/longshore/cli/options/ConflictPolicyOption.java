/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.options;

import dev.longshore.syncer.checkout.ConflictPolicy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code prefer-remote}, {@code prefer-local} and {@code abort}. */
public final class ConflictPolicyOption implements ITypeConverter<ConflictPolicy> {
    private static final List<String> ALL = Arrays.stream(ConflictPolicy.values())
            .map(ConflictPolicyOption::name)
            .toList();

    private static String name(ConflictPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public ConflictPolicy convert(String value) {
        return Arrays.stream(ConflictPolicy.values())
                .filter(policy -> name(policy).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be one of " + String.join(", ", ALL)));
    }

    /** For help and completion. */
    public static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ALL.iterator();
        }
    }
}
