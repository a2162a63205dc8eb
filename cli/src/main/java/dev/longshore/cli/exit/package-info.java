/* SPDX-License-Identifier: Apache-2.0 */
/** How a command ends when it cannot do its work. */
@NullMarked
package dev.longshore.cli.exit;

import org.jspecify.annotations.NullMarked;
