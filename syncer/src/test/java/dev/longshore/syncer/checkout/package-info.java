/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.syncer.checkout;

import org.jspecify.annotations.NullMarked;
