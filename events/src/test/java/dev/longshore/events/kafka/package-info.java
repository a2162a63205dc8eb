/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.events.kafka;

import org.jspecify.annotations.NullMarked;
