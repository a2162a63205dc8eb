/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.syncer;

import org.jspecify.annotations.NullMarked;
