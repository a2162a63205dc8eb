/* SPDX-License-Identifier: Apache-2.0 */
/** The contract between the services: what is said, on which topic, under which key. */
@NullMarked
package dev.longshore.events;

import org.jspecify.annotations.NullMarked;
