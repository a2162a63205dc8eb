/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A real single-node Kafka (KRaft, broker and controller) in this JVM, for installs on one machine and for tests.
 *
 * <p>It listens on the loopback address only and lets nobody in without the password in {@code
 * <data>/broker.properties}: whoever can write to the log decides what this machine runs.
 */
@NullMarked
package dev.longshore.broker;

import org.jspecify.annotations.NullMarked;
