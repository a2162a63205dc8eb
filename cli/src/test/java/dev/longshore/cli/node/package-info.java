/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.cli.node;

import org.jspecify.annotations.NullMarked;
