/* SPDX-License-Identifier: Apache-2.0 */
/** Status and events over HTTP, for readers with a token. Reads the log itself, so that every instance can answer, active or not. */
@NullMarked
package dev.longshore.reconciler.api;

import org.jspecify.annotations.NullMarked;
