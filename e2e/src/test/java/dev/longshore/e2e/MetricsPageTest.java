/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.e2e.MetricsPage.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of {@code docs/metrics.md} to what the services register, in both directions. */
final class MetricsPageTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES =
            List.of("broker", "events", "ingress", "syncer", "applier", "reconciler", "cli");
    private static final Pattern METER = Pattern.compile(
            "(\\w+\\s*(?=\\.builder)|\\bgauge)(?:\\.builder)?\\(\\s*\"(longshore\\.[a-z.]+)\"(.*?)(?:\\.register\\(|;\n)",
            Pattern.DOTALL);
    private static final Pattern LABEL = Pattern.compile("\\.tag\\(\\s*\"(\\w+)\"");
    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"(\\w+)\"\\)");
    private static final Pattern SHORT = Pattern.compile("\\.(counter|timer|summary|more)\\(\\s*\"longshore\\.");

    private final MetricsPage page = MetricsPage.read();

    @Test
    void theTableHasEveryMeterThatIsRegisteredAndNoOther() {
        assertThat(page.names()).isEqualTo(meters().keySet());
    }

    @Test
    void everyMeterIsOfTheTypeThatTheTableSays() {
        meters().forEach((name, meter) -> assertThat(meter.type())
                .as(name)
                .isEqualTo(page.of(name).orElseThrow().type()));
    }

    @Test
    void everyMeterHasTheLabelsThatTheTableSays() {
        meters().forEach((name, meter) -> {
            if (!meter.hasOtherLabels()) {
                assertThat(meter.labels())
                        .as(name)
                        .isEqualTo(page.of(name).orElseThrow().labels());
            }
        });
    }

    @Test
    void everyMeterIsMadeWithABuilderThatDescribesIt() {
        assertThat(sources()).noneMatch(source -> SHORT.matcher(source).find());
        meters().forEach((name, meter) -> {
            if (!meter.builder().equals("gauge")) {
                assertThat(meter.text()).as("description of " + name).contains(".description(");
            }
        });
    }

    @Test
    void histogramsAreFoundByTheNamesOfTheirSeries() {
        assertThat(page.of("longshore_webhook_duration_seconds_bucket"))
                .map(Row::name)
                .contains("longshore_webhook_duration_seconds");
        assertThat(page.of("longshore_consumer_lag_max")).isEmpty();
        assertThat(page.of("longshore_forgotten_total")).isEmpty();
    }

    /** A meter as the source has it. */
    private record Meter(String builder, String text) {
        String type() {
            return switch (builder) {
                case "Counter", "FunctionCounter" -> "counter";
                case "Gauge", "MultiGauge", "gauge" -> "gauge";
                case "Timer", "DistributionSummary" ->
                    text.contains(".serviceLevelObjectives(") ? "histogram" : "summary";
                default -> throw new IllegalStateException("teach this test what a " + builder + " is to Prometheus");
            };
        }

        /** Whether it has labels that do not stand in its own text. */
        boolean hasOtherLabels() {
            return builder.equals("MultiGauge") || builder.equals("gauge") || text.contains(".tags(");
        }

        Set<String> labels() {
            Set<String> labels = new TreeSet<>();
            Matcher matcher = LABEL.matcher(text);
            while (matcher.find()) {
                labels.add(matcher.group(1));
            }
            return labels;
        }

        /** The name as Micrometer's naming convention for Prometheus makes it. */
        String name(String dotted) {
            String name = dotted.replace('.', '_');
            Matcher unit = UNIT.matcher(text);
            if (builder.equals("Timer")) {
                name += "_seconds";
            } else if (unit.find() && !name.endsWith("_" + unit.group(1))) {
                name += "_" + unit.group(1);
            }
            return type().equals("counter") ? name + "_total" : name;
        }
    }

    private static Map<String, Meter> meters() {
        Map<String, Meter> meters = new TreeMap<>();
        for (String source : sources()) {
            Matcher matcher = METER.matcher(source);
            while (matcher.find()) {
                Meter meter = new Meter(matcher.group(1).strip(), matcher.group(3));
                meters.put(meter.name(matcher.group(2)), meter);
            }
        }
        return meters;
    }

    private static List<String> sources() {
        return MODULES.stream().flatMap(MetricsPageTest::sources).toList();
    }

    private static Stream<String> sources(String module) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(MetricsPageTest::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
