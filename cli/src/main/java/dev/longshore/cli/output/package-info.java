/* SPDX-License-Identifier: Apache-2.0 */
/** What people and scripts read on standard output. */
@NullMarked
package dev.longshore.cli.output;

import org.jspecify.annotations.NullMarked;
