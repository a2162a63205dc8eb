/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.reconciler.metrics;

import org.jspecify.annotations.NullMarked;
