/* SPDX-License-Identifier: Apache-2.0 */
/** Which stacks a commit holds, what makes them differ, and the bundles they travel in. */
@NullMarked
package dev.longshore.syncer.stacks;

import org.jspecify.annotations.NullMarked;
