/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.reconciler.forge;

import org.jspecify.annotations.NullMarked;
