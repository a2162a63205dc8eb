/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer;

import dev.longshore.broker.BrokerSettings;
import dev.longshore.broker.EmbeddedBroker;
import dev.longshore.events.kafka.KafkaSettings;
import dev.longshore.events.kafka.TopicAdmin;
import dev.longshore.events.kafka.TopicLayout;
import java.nio.file.Path;
import java.time.Duration;

/** A broker in this process, with our topics. */
record TestBroker(EmbeddedBroker broker, KafkaSettings settings) implements AutoCloseable {
    static TestBroker start(Path directory, TopicLayout layout) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        KafkaSettings settings = new KafkaSettings(broker.clientProperties());
        TopicAdmin.ensure(settings, layout, Duration.ofSeconds(20));
        return new TestBroker(broker, settings);
    }

    @Override
    public void close() {
        broker.close();
    }
}
