/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the whole: real processes, a real Kafka, a real Git, a real Docker engine. */
@NullMarked
package dev.longshore.e2e;

import org.jspecify.annotations.NullMarked;
