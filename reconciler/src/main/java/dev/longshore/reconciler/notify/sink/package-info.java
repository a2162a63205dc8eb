/* SPDX-License-Identifier: Apache-2.0 */
/** The kinds of sinks, and what they write. */
@NullMarked
package dev.longshore.reconciler.notify.sink;

import org.jspecify.annotations.NullMarked;
