/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process serves of Longshore's own figures under {@code /metrics}, at one moment. */
final class Scrape {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern SAMPLE = Pattern.compile("(longshore_\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (longshore_\\w+) (\\w+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, String> types = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** One value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private Scrape(String text) {
        text.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                samples.add(new Sample(sample.group(1), labels(labels), Double.parseDouble(sample.group(3))));
            }
        });
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2));
        }
        return labels;
    }

    static Scrape of(int managementPort) {
        URI url = URI.create("http://127.0.0.1:" + managementPort + "/metrics");
        try {
            return new Scrape(HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Names with a type of their own. */
    Set<String> families() {
        return new TreeSet<>(types.keySet());
    }

    /** Empty for a name that is not served. */
    String type(String name) {
        return types.getOrDefault(name, "");
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The value of one series as it is written; 0 if there is none. */
    double value(String series) {
        Matcher matcher = SAMPLE.matcher(series + " 0");
        if (!matcher.matches()) {
            throw new IllegalArgumentException(series);
        }
        Map<String, String> labels = labels(matcher.group(2) == null ? "" : matcher.group(2));
        return samples.stream()
                .filter(sample -> sample.name().equals(matcher.group(1))
                        && sample.labels().equals(labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** The sum of all series of a name with this value of a label; with an empty label, of all. */
    double sum(String name, String label, String value) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample ->
                        label.isEmpty() || value.equals(sample.labels().get(label)))
                .mapToDouble(Sample::value)
                .sum();
    }
}
