/* SPDX-License-Identifier: Apache-2.0 */
/** When polls and drift checks are due, and that each is asked for once. */
@NullMarked
package dev.longshore.reconciler.schedule;

import org.jspecify.annotations.NullMarked;
