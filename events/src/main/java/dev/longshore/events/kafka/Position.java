/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.kafka;

import dev.longshore.events.Topic;

/** Where a record is on the log. */
public record Position(Topic topic, int partition, long offset) {}
