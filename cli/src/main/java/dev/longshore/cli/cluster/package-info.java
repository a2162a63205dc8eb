/* SPDX-License-Identifier: Apache-2.0 */
/** A running cluster, as commands see it. */
@NullMarked
package dev.longshore.cli.cluster;

import org.jspecify.annotations.NullMarked;
