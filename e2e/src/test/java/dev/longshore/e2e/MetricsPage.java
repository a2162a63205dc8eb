/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of {@code docs/metrics.md}. */
final class MetricsPage {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * One metric.
     *
     * @param name as Prometheus knows it
     * @param type in the words of Prometheus
     * @param always whether it is there before anything has happened
     */
    record Row(String name, String type, Set<String> labels, boolean always) {
        boolean isDistribution() {
            return type.equals("histogram") || type.equals("summary");
        }
    }

    private MetricsPage(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("| `longshore_")) {
                String[] cells = line.substring(1).split("\\|", -1);
                String name = codes(cells[0]).iterator().next();
                Row row = new Row(
                        name,
                        cells[1].strip(),
                        codes(cells[2]),
                        cells[4].strip().equals("always"));
                if (rows.put(name, row) != null) {
                    throw new IllegalStateException(name + " has two rows");
                }
            }
        }
    }

    static MetricsPage read() {
        try {
            return new MetricsPage(Files.readAllLines(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> codes(String cell) {
        Matcher matcher = CODE.matcher(cell);
        Set<String> codes = new TreeSet<>();
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    Set<String> names() {
        return new TreeSet<>(rows.keySet());
    }

    /** The row of a name as it stands in a query or in a scrape: a histogram has several. */
    Optional<Row> of(String series) {
        Row exact = rows.get(series);
        if (exact != null) {
            return Optional.of(exact);
        }
        return Arrays.stream(new String[] {"_bucket", "_count", "_sum", "_max"})
                .filter(series::endsWith)
                .map(suffix -> rows.get(series.substring(0, series.length() - suffix.length())))
                .filter(row -> row != null && row.isDistribution())
                .findFirst();
    }

    @Override
    public String toString() {
        return names().stream().collect(Collectors.joining(", "));
    }
}
