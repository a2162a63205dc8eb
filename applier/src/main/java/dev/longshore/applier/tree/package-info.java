/* SPDX-License-Identifier: Apache-2.0 */
/** The files of a stack: from a bundle to a folder that containers mount. */
@NullMarked
package dev.longshore.applier.tree;

import org.jspecify.annotations.NullMarked;
