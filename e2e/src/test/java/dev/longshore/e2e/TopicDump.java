/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Everything on a Kafka, byte for byte, aborted transactions and Kafka's own topics too, and what is packed in the bundles. */
final class TopicDump {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, TreeMap<Integer, byte[]>> bundles = new TreeMap<>();

    private TopicDump() {}

    /** Reads the broker of a data directory, as its owner can. */
    static String of(Path data) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("broker.properties"))) {
            properties.load(reader);
        }
        TopicDump dump = new TopicDump();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            dump.read(consumer);
        }
        dump.unpack();
        return dump.text.toString();
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = consumer.listTopics().values().stream()
                .flatMap(Collection::stream)
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(this::add);
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        text.append(record.topic()).append(' ').append(string(record.key())).append(' ');
        for (Header header : record.headers()) {
            text.append(header.key()).append('=').append(string(header.value())).append(' ');
        }
        text.append(string(record.value())).append('\n');
        if (record.topic().equals("longshore.bundle") && record.value() != null) {
            String key = string(record.key());
            int slash = key.lastIndexOf('/');
            bundles.computeIfAbsent(key.substring(0, slash), bundle -> new TreeMap<>())
                    .put(Integer.parseInt(key.substring(slash + 1)), record.value());
        }
    }

    private void unpack() throws IOException {
        for (TreeMap<Integer, byte[]> chunks : bundles.values()) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (byte[] chunk : chunks.values()) {
                whole.write(chunk);
            }
            try (GZIPInputStream tar = new GZIPInputStream(new ByteArrayInputStream(whole.toByteArray()))) {
                text.append(string(tar.readAllBytes())).append('\n');
            }
        }
    }

    private static String string(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
