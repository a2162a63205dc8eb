/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.events.EventJson;
import dev.longshore.reconciler.cdevents.CdEvent;
import dev.longshore.reconciler.cdevents.Link;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the model of CDEvents against the conformance files of the specification: every type it has. */
class CdEventConformanceTest {
    private static final CdEventSchemas SCHEMAS = new CdEventSchemas();

    static List<String> files() {
        return CdEventSchemas.files("conformance");
    }

    @ParameterizedTest
    @MethodSource("files")
    void aConformanceEventIsValidAndComesBackAsItWas(String file) throws Exception {
        CdEvent event = CdEvent.parse(file.getBytes(StandardCharsets.UTF_8));
        String written = new String(event.json(), StandardCharsets.UTF_8);

        assertThat(EventJson.MAPPER.readTree(written)).isEqualTo(EventJson.MAPPER.readTree(file));
        assertThat(SCHEMAS.violations(event.context().type(), written)).isEmpty();
        assertThat(CdEvent.parse(event.json())).isEqualTo(event);
    }

    @Test
    void theFilesAreAllTypesAndAllLinks() throws Exception {
        Set<String> types = new HashSet<>();
        Set<Class<?>> links = new HashSet<>();
        for (String file : files()) {
            CdEvent.Context context =
                    CdEvent.parse(file.getBytes(StandardCharsets.UTF_8)).context();
            types.add(context.type());
            Objects.requireNonNull(context.links()).forEach(link -> links.add(link.getClass()));
        }

        assertThat(types).hasSize(46);
        assertThat(links).containsExactlyInAnyOrder(Link.Path.class, Link.End.class, Link.Relation.class);
    }

    @Test
    void whatTheModelHasNoPlaceForIsAnError() {
        String file = files().get(0).replace("\"specversion\"", "\"more\": 1, \"specversion\"");

        assertThatThrownBy(() -> CdEvent.parse(file.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("more");
    }

    @Test
    void anEventWithoutAnIdIsNone() {
        String file = files().get(0).replaceFirst("\"id\": \"[^\"]*\",", "");

        assertThatThrownBy(() -> CdEvent.parse(file.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("context.id");
    }
}
