/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.cli.cluster;

import org.jspecify.annotations.NullMarked;
