/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

/** The cluster did not answer, or not with what was asked. */
public final class BrokerUnreachableException extends Exception {
    public BrokerUnreachableException(KafkaSettings settings, Throwable cause) {
        super(
                "no answer from Kafka at " + settings.bootstrapServers() + " (" + cause.getMessage()
                        + "); is it running, and are kafka.properties right?",
                cause);
    }
}
