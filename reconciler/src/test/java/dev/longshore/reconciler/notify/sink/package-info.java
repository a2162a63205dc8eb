/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.reconciler.notify.sink;

import org.jspecify.annotations.NullMarked;
