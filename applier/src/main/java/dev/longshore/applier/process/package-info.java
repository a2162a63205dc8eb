/* SPDX-License-Identifier: Apache-2.0 */
/** Programs that the applier runs, and their end. */
@NullMarked
package dev.longshore.applier.process;

import org.jspecify.annotations.NullMarked;
