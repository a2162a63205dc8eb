/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.reconciler.api;

import org.jspecify.annotations.NullMarked;
