/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the dashboard and the alert rules in {@code deploy/observability} to the metrics there are, to their pages, and to their tests. */
final class ObservabilityTest {
    private static final Path FOLDER = Path.of("..", "deploy", "observability");
    private static final Path RULES = FOLDER.resolve("longshore.rules.yml");
    private static final Path ALERTS = Path.of("..", "docs", "alerts.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern METRIC = Pattern.compile("\\blongshore_\\w+");
    private static final Pattern QUERY_OF_A_VARIABLE = Pattern.compile("label_values\\((\\w+), \\w+\\)");

    private final MetricsPage page = MetricsPage.read();

    /** An alert, as its file has it. */
    private record Alert(String name, String expr, JsonNode labels, JsonNode annotations) {}

    @Test
    void dashboardAndAlertsAskOnlyForMetricsThatThereAre() throws Exception {
        List<String> queries = new ArrayList<>(queriesOfTheDashboard());
        alerts().forEach(alert -> queries.add(alert.expr()));

        for (String query : queries) {
            Matcher matcher = METRIC.matcher(query);
            while (matcher.find()) {
                assertThat(page.of(matcher.group()))
                        .as(matcher.group() + " in " + query)
                        .isPresent();
            }
        }
    }

    @Test
    void theDashboardShowsAlmostEveryMetric() throws Exception {
        Set<String> shown = new TreeSet<>();
        for (String query : queriesOfTheDashboard()) {
            METRIC.matcher(query).results().forEach(found -> page.of(found.group())
                    .ifPresent(row -> shown.add(row.name())));
        }

        assertThat(shown)
                .as("for the others, alerts are enough")
                .hasSizeGreaterThan(page.rows().size() * 3 / 4);
    }

    @Test
    void theDashboardIsWhatGrafanaImports() throws Exception {
        JsonNode dashboard = dashboard();

        assertThat(dashboard.path("uid").asText()).isEqualTo("longshore");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .contains("datasource", "instance", "host");
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt()))
                    .as("id of " + panel.path("title"))
                    .isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("gridPos").path("x").asInt()
                            + panel.path("gridPos").path("w").asInt())
                    .isBetween(1, 24);
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText())
                        .as(panel.path("title").asText())
                        .isNotBlank();
                assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).isNotEmpty();
            }
        }
    }

    @Test
    void everyAlertSaysWhatItIsAndWhatToDo() throws Exception {
        Set<String> headings = headings();
        for (Alert alert : alerts()) {
            assertThat(alert.labels().path("severity").asText())
                    .as(alert.name())
                    .isIn("critical", "warning");
            assertThat(alert.annotations().path("summary").asText())
                    .as(alert.name())
                    .isNotBlank();
            assertThat(alert.annotations().path("description").asText())
                    .as(alert.name())
                    .isNotBlank();
            assertThat(alert.annotations().path("runbook_url").asText())
                    .isEqualTo("docs/alerts.md#" + alert.name().toLowerCase(Locale.ROOT));
        }
        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(
                        alerts().stream().map(Alert::name).toList());
    }

    @Test
    void everyAlertIsSeenToFireAndNotToFire() throws Exception {
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (JsonNode test : yaml(FOLDER.resolve("longshore.rules.test.yml")).path("tests")) {
            for (JsonNode moment : test.path("promql_expr_test")) {
                Matcher name = Pattern.compile("alertname=\"(\\w+)\"")
                        .matcher(moment.path("expr").asText());
                assertThat(name.find()).isTrue();
                (moment.path("exp_samples").isEmpty() ? quiet : fires).add(name.group(1));
                boolean others = test.path("input_series").size() > 1;
                if (others) { // what else is given does not fire
                    quiet.add(name.group(1));
                }
            }
        }
        List<String> all = alerts().stream().map(Alert::name).toList();

        assertThat(fires).containsExactlyInAnyOrderElementsOf(all);
        assertThat(quiet).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @EnabledIf("hasPromtool")
    void theRulesDoAsTheirTestsSay() {
        assertThat(Commands.output(List.of("promtool", "check", "rules", RULES.toString())))
                .contains("SUCCESS");
        assertThat(Commands.output(List.of(
                        "promtool",
                        "test",
                        "rules",
                        FOLDER.resolve("longshore.rules.test.yml").toString())))
                .contains("SUCCESS");
    }

    @Test
    @EnabledIf("hasPromtool")
    void theExampleIsAConfigurationOfPrometheus() {
        assertThat(Commands.output(List.of(
                        "promtool",
                        "check",
                        "config",
                        FOLDER.resolve("prometheus.yml").toString())))
                .contains("is valid prometheus config");
    }

    @Test
    @EnabledIf("hasPromtool")
    void everyQueryOfTheDashboardIsOne(@TempDir Path directory) throws Exception {
        StringBuilder rules = new StringBuilder("groups: [{name: queries, rules: [\n");
        int number = 0;
        for (String query : queriesOfTheDashboard()) {
            String filled = query.replace("$__rate_interval", "5m").replaceAll("\\$(instance|host)", ".*");
            String text = JSON.writeValueAsString(filled);
            rules.append("{record: \"q")
                    .append(number++)
                    .append("\", expr: ")
                    .append(text)
                    .append("},\n");
        }
        Path file = Files.writeString(directory.resolve("queries.yml"), rules + "]}]\n");

        assertThat(Commands.output(List.of("promtool", "check", "rules", file.toString())))
                .contains("SUCCESS: " + number + " rules found");
    }

    static boolean hasPromtool() {
        return Commands.has("promtool");
    }

    private static List<String> queriesOfTheDashboard() throws IOException {
        JsonNode dashboard = dashboard();
        List<String> queries = new ArrayList<>(dashboard.path("panels").findValuesAsText("expr"));
        dashboard.path("templating").path("list").findValuesAsText("definition").forEach(definition -> {
            Matcher matcher = QUERY_OF_A_VARIABLE.matcher(definition);
            assertThat(matcher.matches()).as(definition).isTrue();
            queries.add(matcher.group(1));
        });
        assertThat(queries).hasSizeGreaterThan(50);
        return queries;
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(FOLDER.resolve("longshore.dashboard.json").toFile());
    }

    private static List<Alert> alerts() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode group : yaml(RULES).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                alerts.add(new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        rule.path("labels"),
                        rule.path("annotations")));
            }
        }
        return alerts;
    }

    private static JsonNode yaml(Path file) throws IOException {
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return JSON.valueToTree(read);
    }

    private static Set<String> headings() throws IOException {
        try (Stream<String> lines = Files.lines(ALERTS)) {
            return lines.filter(line -> line.startsWith("## "))
                    .map(line -> line.substring(3))
                    .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        }
    }
}
