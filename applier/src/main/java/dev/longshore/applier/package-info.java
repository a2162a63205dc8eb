/* SPDX-License-Identifier: Apache-2.0 */
/** Makes the stacks of one Docker host equal to their revision. */
@NullMarked
package dev.longshore.applier;

import org.jspecify.annotations.NullMarked;
