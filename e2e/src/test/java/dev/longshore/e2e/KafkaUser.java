/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Tries things on a Kafka with the credentials that {@code deploy/secure/make-credentials} made for a user. */
final class KafkaUser {
    private static final byte[] FORGED = "forged".getBytes(StandardCharsets.UTF_8);

    /** Something that Kafka may refuse. */
    private interface Attempt {
        @Nullable
        Object make() throws ExecutionException, InterruptedException;
    }

    private final Map<String, Object> properties = new TreeMap<>();

    /** @param credentials folder with {@code jaas} and {@code ca.pem} */
    KafkaUser(String servers, Path credentials) throws IOException {
        this(servers, credentials, Files.readString(credentials.resolve("jaas")).strip());
    }

    /** Somebody else than the folder is for. */
    KafkaUser(String servers, Path credentials, String jaas) {
        properties.put("bootstrap.servers", servers);
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put("sasl.jaas.config", jaas);
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", credentials.resolve("ca.pem").toString());
        properties.put("max.block.ms", 15_000);
        properties.put("delivery.timeout.ms", 15_000);
        properties.put("request.timeout.ms", 10_000);
        properties.put("default.api.timeout.ms", 15_000);
    }

    /** What the broker says to a record of this user. */
    String write(String topic) {
        return outcome(() -> {
            try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
                return producer.send(new ProducerRecord<>(topic, FORGED, FORGED))
                        .get();
            }
        });
    }

    /** What the broker says to a reader without a group. */
    String read(String topic) {
        return outcome(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer("unused")) {
                TopicPartition first = new TopicPartition(topic, 0);
                consumer.assign(List.of(first));
                consumer.seekToBeginning(List.of(first));
                return consumer.poll(Duration.ofSeconds(5)).count();
            }
        });
    }

    /** What the broker says to a member of a group. */
    String join(String group, String topic) {
        return outcome(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
                consumer.subscribe(List.of(topic));
                return consumer.poll(Duration.ofSeconds(5)).count();
            }
        });
    }

    /** What the broker says to one who would fence the owner of a transactional id. */
    String fence(String transactionalId) {
        return outcome(() -> {
            try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", transactionalId))) {
                producer.initTransactions();
                return "fenced";
            }
        });
    }

    /** What the broker says to an administrator's request. */
    String administer(Function<Admin, KafkaFuture<?>> request) {
        return outcome(() -> {
            try (Admin admin = Admin.create(properties)) {
                return request.apply(admin).get();
            }
        });
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> all = new TreeMap<>(properties);
        all.putAll(more);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> all = new TreeMap<>(properties);
        all.put("group.id", group);
        all.put("enable.auto.commit", false);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The name of Kafka's exception, or {@code allowed}. */
    private static String outcome(Attempt attempt) {
        try {
            attempt.make();
            return "allowed";
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause()).getClass().getSimpleName();
        } catch (KafkaException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
