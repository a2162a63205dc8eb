/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventCodecTest {
    private static final Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SYNC = "dev.longshore.sync.requested.v1";
    private static final String GOOD = """
            {"repository":"homelab","trigger":"manual","force":false,"requestedBy":"me"}""";

    private final EventFactory events = new EventFactory("test", "host", Clock.fixed(ARRIVED, ZoneOffset.UTC));

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeComesBackAsItWent(EventType type) throws Exception {
        Envelope<Event> sent = events.causedBy(events.first(Examples.of(type)).meta(), Examples.of(type));

        assertThat(EventCodec.decode(EventCodec.encode(sent), Instant.EPOCH)).isEqualTo(sent);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeNamesItsSchemaAndSubject(EventType type) {
        CloudEvent event = EventCodec.encode(events.first(Examples.of(type)));

        assertThat(event.getType()).isEqualTo("dev.longshore." + type.shortName() + ".v1");
        assertThat(event.getSubject()).isEqualTo(Examples.of(type).subject());
        assertThat(event.getDataSchema()).hasToString("https://longshore.dev/schema/" + type.shortName() + ".v1.json");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void writesMapsInTheOrderOfTheirKeysSoThatTheSameEventIsTheSameBytes() {
        assertThat(json(EventType.DEPLOYMENT_SUCCEEDED))
                .contains("{\"copy\":3,\"fetch\":12,\"gate\":3010,\"pull\":0,\"up\":402,\"validate\":61}");
    }

    @Test
    void fillsInWhatOnlyLongshoreSets() throws Exception {
        CloudEvent bare = event(SYNC, GOOD);

        EventMeta meta = EventCodec.decode(bare, ARRIVED).meta();

        assertThat(meta.time()).isEqualTo(ARRIVED);
        assertThat(meta.correlationId()).isEqualTo("id-1");
        assertThat(meta.causationId()).isNull();
        assertThat(meta.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }

    @ParameterizedTest
    @CsvSource({"dev.longshore.sync.requested.v2", "dev.longshore.sync.forgotten.v1", "com.example.other"})
    void refusesATypeOrVersionItDoesNotKnow(String type) {
        assertThat(refused(type, GOOD)).hasMessageContaining(type).returns("decode.type", UndecodableException::reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | repository, trigger, requestedBy",
                "{'trigger':'manual','force':false,'requestedBy':'me'} | lacks repository",
                "{'repository':null,'trigger':'manual','force':false,'requestedBy':'me'} | lacks repository",
                "{'repository':'r','trigger':'manual','force':'yes','requestedBy':'me'} | force",
                "{'repository':'r','trigger':'manual','force':'true','requestedBy':'me'} | force",
                "{'repository':5,'trigger':'manual','force':false,'requestedBy':'me'} | repository",
                "{'repository':['r'],'trigger':'manual','force':false,'requestedBy':'me'} | repository",
                "{'repository':'r','trigger':'soon','force':false,'requestedBy':'me'} | trigger",
                "{'repository':'r','trigger':0,'force':false,'requestedBy':'me'} | trigger",
                "{'repository':'r','trigger':'push','force':false,'requestedBy':'me'} | manual or poll",
                "{'repository':'../x','trigger':'manual','force':false,'requestedBy':'me'} | must match",
                "{'repository':'r','repository':'s','trigger':'manual','force':false,'requestedBy':'me'} | Duplicate",
                "[] | not a JSON object",
                "null | not a JSON object",
                "5 | not a JSON object",
                "{'repository': | Unexpected end",
                "{} {} | Trailing token",
            })
    void refusesDataThatIsNotOfTheSchemaAndNamesThePath(String data, String expected) {
        assertThat(refused(SYNC, data.replace('\'', '"')))
                .hasMessageContaining(expected)
                .hasMessageContaining("sync.requested")
                .returns("decode.schema", UndecodableException::reason);
    }

    @Test
    void readsARevisionOfBeforeTheSpecSaidWhoOwnsAStack() throws Exception {
        ObjectNode data = (ObjectNode) EventJson.MAPPER.readTree(json(EventType.REVISION_CHANGED));
        ((ObjectNode) data.get("spec")).remove(List.of("adopt", "imageUpdates", "localChanges", "prune", "dependsOn"));

        CloudEvent old = event(EventType.REVISION_CHANGED.type(), data.toString());

        assertThat(EventCodec.decode(old, ARRIVED).event()).isEqualTo(Examples.of(EventType.REVISION_CHANGED));
    }

    @Test
    void namesThePathOfAFieldThatIsMissingDeepInside() {
        String data = json(EventType.REVISION_CHANGED).replace("\"timeout\"", "\"timeoutt\"");

        assertThat(refused(EventType.REVISION_CHANGED.type(), data)).hasMessageContaining("lacks spec.health.timeout");
    }

    @Test
    void namesThePathOfAFieldThatIsMissingInAList() {
        String data = json(EventType.DRIFT_DETECTED).replace("\"observed\"", "\"seen\"");

        assertThat(refused(EventType.DRIFT_DETECTED.type(), data)).hasMessageContaining("lacks drift[0].observed");
    }

    @Test
    void namesThePathOfAValueThatIsWrongDeepInside() {
        String data = json(EventType.REVISION_CHANGED).replace("[41,42]", "[41,\"x\"]");

        assertThat(refused(EventType.REVISION_CHANGED.type(), data)).hasMessageContaining("bundle.offsets[1]");
    }

    @Test
    void refusesNullInAList() {
        String data = json(EventType.SOURCE_CHANGED).replace("[\"homelab/grafana\"]", "[null]");

        assertThat(refused(EventType.SOURCE_CHANGED.type(), data))
                .returns("decode.schema", UndecodableException::reason);
    }

    @Test
    void ignoresFieldsOfNewerVersions() throws Exception {
        String data = GOOD.replace("}", ",\"dryRun\":true,\"deep\":{\"a\":[1,{}]}}");

        assertThat(EventCodec.decode(event(SYNC, data), ARRIVED).event())
                .isEqualTo(new SyncRequested("homelab", Trigger.MANUAL, false, "me"));
    }

    @Test
    void refusesADepthBomb() {
        String bomb = GOOD.replace("}", ",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThat(refused(SYNC, bomb))
                .hasMessageContaining("nesting depth")
                .returns("decode.schema", UndecodableException::reason);
    }

    @Test
    void refusesAnEventWithoutData() {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("id-1")
                .withSource(URI.create("/me"))
                .withType(SYNC)
                .build();

        UndecodableException refusal =
                catchThrowableOfType(UndecodableException.class, () -> EventCodec.decode(event, ARRIVED));

        assertThat(refusal).returns("decode.schema", UndecodableException::reason);
    }

    private static UndecodableException refused(String type, String data) {
        return catchThrowableOfType(UndecodableException.class, () -> EventCodec.decode(event(type, data), ARRIVED));
    }

    private String json(EventType type) {
        return new String(
                EventCodec.encode(events.first(Examples.of(type))).getData().toBytes(), StandardCharsets.UTF_8);
    }

    private static CloudEvent event(String type, String data) {
        return CloudEventBuilder.v1()
                .withId("id-1")
                .withSource(URI.create("/me"))
                .withType(type)
                .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
