/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.syncer.stacks;

import org.jspecify.annotations.NullMarked;
