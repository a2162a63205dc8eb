/* SPDX-License-Identifier: Apache-2.0 */
/** Bare mirrors of remote repositories, and what is in their commits. */
@NullMarked
package dev.longshore.syncer.git;

import org.jspecify.annotations.NullMarked;
