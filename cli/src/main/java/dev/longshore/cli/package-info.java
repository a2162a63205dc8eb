/* SPDX-License-Identifier: Apache-2.0 */
/** The {@code longshore} command. */
@NullMarked
package dev.longshore.cli;

import org.jspecify.annotations.NullMarked;
