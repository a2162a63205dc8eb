/* SPDX-License-Identifier: Apache-2.0 */
/** What happened to one stack and why, told from the log: from the delivery of a push to the containers it changed. */
@NullMarked
package dev.longshore.reconciler.explain;

import org.jspecify.annotations.NullMarked;
