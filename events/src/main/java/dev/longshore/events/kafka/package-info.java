/* SPDX-License-Identifier: Apache-2.0 */
/** How events travel over Kafka. No service sees Kafka's own types beyond this package. */
@NullMarked
package dev.longshore.events.kafka;

import org.jspecify.annotations.NullMarked;
