/* SPDX-License-Identifier: Apache-2.0 */
/** Whose signatures on commits are trusted. */
@NullMarked
package dev.longshore.syncer.signature;

import org.jspecify.annotations.NullMarked;
