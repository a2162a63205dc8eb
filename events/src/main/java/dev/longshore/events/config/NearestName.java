/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds what a user probably meant. */
final class NearestName {
    private static final int MAX_TYPOS = 2;
    private static final int MAX_LENGTH = 40;

    private NearestName() {}

    /** The known name that differs in at most two typing errors, not counting case; empty when none does. */
    static Optional<String> of(String typed, Collection<String> known) {
        if (typed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(name -> Map.entry(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(e -> e.getValue() <= Math.min(MAX_TYPOS, e.getKey().length() / 2))
                .min(Comparator.comparingInt(Map.Entry<String, Integer>::getValue))
                .map(Map.Entry::getKey);
    }

    /** Levenshtein's distance, row by row. */
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
