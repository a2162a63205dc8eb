/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier;

import dev.longshore.events.EventFactory;
import dev.longshore.events.kafka.DeadLetters;
import dev.longshore.events.kafka.EventPublisher;
import dev.longshore.events.kafka.KafkaSettings;

/** The ways to and from the log. */
record Bus(KafkaSettings settings, EventPublisher publisher, EventFactory events, DeadLetters deadLetters) {}
