/* SPDX-License-Identifier: Apache-2.0 */
/** Polls, drift checks, status and CDEvents. */
@NullMarked
package dev.longshore.reconciler;

import org.jspecify.annotations.NullMarked;
