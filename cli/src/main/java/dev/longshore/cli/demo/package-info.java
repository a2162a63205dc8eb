/* SPDX-License-Identifier: Apache-2.0 */
/** The demonstration: the main job on real input. */
@NullMarked
package dev.longshore.cli.demo;

import org.jspecify.annotations.NullMarked;
