/* SPDX-License-Identifier: Apache-2.0 */
/** Mirrors repositories, and announces the stacks that changed. */
@NullMarked
package dev.longshore.syncer;

import org.jspecify.annotations.NullMarked;
