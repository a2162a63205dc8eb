/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.reconciler.cdevents;

import org.jspecify.annotations.NullMarked;
