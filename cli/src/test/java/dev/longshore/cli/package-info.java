/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.cli;

import org.jspecify.annotations.NullMarked;
