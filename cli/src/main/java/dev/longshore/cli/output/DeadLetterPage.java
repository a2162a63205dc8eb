/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.applier.docker.Redactor;
import dev.longshore.cli.cluster.BuriedLetter;
import dev.longshore.events.DeadLetter;
import dev.longshore.events.EventJson;
import dev.longshore.events.Text;
import dev.longshore.events.Topic;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** All of one dead letter: fit for a terminal whatever is in it, and without the credentials that can be recognised. */
public final class DeadLetterPage {
    private static final int TEXT = 64 * 1024;
    private static final int HEADER = 400;
    private static final int DUMP = 1024;
    private static final int DUMP_LINE = 16;

    private final BuriedLetter buried;
    private final DeadLetter letter;

    public DeadLetterPage(BuriedLetter buried) {
        this.buried = buried;
        this.letter = buried.letter();
    }

    public void print(PrintStream out) {
        out.println("id         " + buried.id());
        out.println("time       " + buried.appended());
        out.println(
                "record     " + letter.topic() + ", partition " + letter.partition() + ", offset " + letter.offset());
        out.println("key        " + Objects.requireNonNullElse(letter.originalKey(), "(none)"));
        out.println("reason     " + letter.reason());
        out.println("message    " + Redactor.redact(letter.message(), TEXT));
        out.println("written by " + buried.meta().source());
        out.println("headers");
        headers().forEach((name, text) -> out.println("  " + name + ": " + text));
        byte[] value = value();
        boolean whole = value.length == letter.valueBytes();
        out.println("value      " + letter.valueBytes() + " bytes"
                + (whole ? "" : ", of which the first " + value.length + " are kept"));
        out.println(text(value).orElseGet(() -> dump(value)).indent(2).stripTrailing());
    }

    /** The same for programs; {@code text} is absent where the value is no text, {@code base64} where it is. */
    public ObjectNode json() {
        ObjectNode json = summary(buried);
        json.put("writtenBy", buried.meta().source());
        json.put("correlationId", buried.meta().correlationId());
        ObjectNode headers = json.putObject("headers");
        headers().forEach(headers::put);
        json.put("valueBytes", letter.valueBytes());
        Optional<String> text = text(value());
        return text.isPresent() ? json.put("text", text.get()) : json.put("base64", letter.value());
    }

    /** What a list has of it. */
    public static ObjectNode summary(BuriedLetter buried) {
        DeadLetter letter = buried.letter();
        ObjectNode json = EventJson.MAPPER.createObjectNode();
        json.put("id", buried.id()).put("time", buried.appended().toString());
        json.put("topic", letter.topic()).put("partition", letter.partition()).put("offset", letter.offset());
        if (letter.originalKey() != null) {
            json.put("key", letter.originalKey());
        }
        return json.put("reason", letter.reason())
                .put("message", Redactor.redact(letter.message(), TEXT))
                .put("redrivable", letter.topic().equals(Topic.SYNC.topicName()));
    }

    /** A name such as {@code authorization} says what its value is. */
    private Map<String, String> headers() {
        Map<String, String> clean = new TreeMap<>();
        letter.headers().forEach((name, text) -> {
            boolean secret = name.matches("(?i).*(authorization|cookie|signature|token|secret|password|api-?key).*");
            clean.put(Text.printable(name, HEADER), secret ? "[redacted]" : Redactor.redact(text, HEADER));
        });
        return clean;
    }

    private byte[] value() {
        return Base64.getDecoder().decode(letter.value());
    }

    /** Empty if it is none. */
    private static Optional<String> text(byte[] value) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            return text.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))
                    ? Optional.empty()
                    : Optional.of(Redactor.redact(pretty(text), TEXT));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String pretty(String text) {
        try {
            return EventJson.MAPPER.readTree(text).toPrettyString();
        } catch (JsonProcessingException e) {
            return text; // no JSON: that may be what is wrong with it
        }
    }

    private static String dump(byte[] value) {
        StringBuilder dump = new StringBuilder();
        for (int at = 0; at < Math.min(value.length, DUMP); at += DUMP_LINE) {
            int end = Math.min(value.length, at + DUMP_LINE);
            String bytes = HexFormat.ofDelimiter(" ").formatHex(value, at, end);
            String text = new String(value, at, end - at, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
            dump.append(String.format("%06x  %-47s  %s%n", at, bytes, text));
        }
        return value.length > DUMP ? dump + "…" : dump.toString();
    }
}
