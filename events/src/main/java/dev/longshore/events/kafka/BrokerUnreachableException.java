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

    private BrokerUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A topic is missing, and this user may not make it. */
    static BrokerUnreachableException missing(String topic, KafkaSettings settings, Throwable cause) {
        return new BrokerUnreachableException(
                "topic " + topic + " is not on Kafka at " + settings.bootstrapServers()
                        + ", and this user may not create it (" + cause.getMessage()
                        + "); start the service that may, the reconciler by deploy/secure/make-users",
                cause);
    }
}
