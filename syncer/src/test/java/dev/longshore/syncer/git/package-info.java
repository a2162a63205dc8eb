/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.syncer.git;

import org.jspecify.annotations.NullMarked;
