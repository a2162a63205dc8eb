/* SPDX-License-Identifier: Apache-2.0 */
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows deployments straight from the log: org.apache.kafka:kafka-clients and io.cloudevents:cloudevents-kafka.
 *
 * <pre>java -cp 'lib/*' Watch.java client.properties my-group</pre>
 *
 * Start several with one group, and they share the work; start one with another group, and it sees everything again.
 */
public class Watch {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties(); // bootstrap.servers and credentials, such as <data>/broker.properties
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
            properties.load(reader);
        }
        properties.setProperty("group.id", args[1]);
        properties.setProperty("isolation.level", "read_committed"); // not what a transaction left half done
        properties.setProperty("enable.auto.commit", "false");
        properties.setProperty("auto.offset.reset", "earliest"); // a new group begins with the oldest there is
        try (KafkaConsumer<String, CloudEvent> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new CloudEventDeserializer())) {
            leaveOnStop(consumer);
            consumer.subscribe(List.of("longshore.deployment"));
            while (true) {
                for (ConsumerRecord<String, CloudEvent> record : consumer.poll(Duration.ofSeconds(1))) {
                    handle(record.value());
                }
                consumer.commitSync(); // only now: whatever interrupts us, it was handled
            }
        } catch (WakeupException stopped) {
            System.err.println("stopped");
        }
    }

    /** A member that only vanishes keeps its partitions from the others for 45 seconds. */
    private static void leaveOnStop(KafkaConsumer<?, ?> consumer) {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.wakeup();
            try {
                main.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void handle(CloudEvent event) {
        String data = event.getData() == null ? "" : new String(event.getData().toBytes(), StandardCharsets.UTF_8);
        System.out.println(event.getType() + " " + event.getSubject() + " " + data);
    }
}
