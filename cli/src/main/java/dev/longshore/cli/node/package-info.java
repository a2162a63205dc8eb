/* SPDX-License-Identifier: Apache-2.0 */
/** The services of one process, from start to stop. */
@NullMarked
package dev.longshore.cli.node;

import org.jspecify.annotations.NullMarked;
