/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the pages in {@code docs/events} against the code. */
class EventPagesTest {
    private static final Path PAGES = Path.of(System.getProperty("basedir", "."), "..", "docs", "events");

    @ParameterizedTest
    // The status has its own page, with an example of the command line.
    @EnumSource(value = EventType.class, mode = EnumSource.Mode.EXCLUDE, names = "STATUS_CHANGED")
    void eachEventHasAPageThatBeginsWithItsExampleAndNamesItsSchema(EventType type) throws Exception {
        Matcher section = Pattern.compile(
                        "^##? `" + Pattern.quote(type.shortName())
                                + "`\n+```json\n(?<example>.+?)\n```\n\n\\[Schema]\\((?<schema>\\S+)\\)",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(pages());

        assertThat(section.find()).isTrue();
        assertThat(EventJson.MAPPER.readTree(section.group("example")))
                .isEqualTo(EventJson.MAPPER.readTree(
                        EventJson.MAPPER.valueToTree(Examples.of(type)).toString()));
        assertThat(PAGES.resolve(section.group("schema"))).exists();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void theOverviewHasEachTopic(Topic topic) throws Exception {
        assertThat(Files.readString(PAGES.resolve("README.md"))).contains("\n| `" + topic.topicName() + "` | ");
    }

    @Test
    void theLineThatAsksForASyncIsOne() throws Exception {
        Matcher line = Pattern.compile("echo '(\\{.*})'").matcher(Files.readString(PAGES.resolve("README.md")));
        assertThat(line.find()).isTrue();

        assertThat(EventJson.MAPPER.treeToValue(
                        EventJson.MAPPER.readTree(line.group(1)).path("data"), SyncRequested.class))
                .isEqualTo(new SyncRequested("homelab", Trigger.MANUAL, false, "me"));
    }

    private static String pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(EventPagesTest::read)
                    .collect(Collectors.joining("\n"));
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
