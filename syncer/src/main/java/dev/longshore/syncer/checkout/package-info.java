/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A plain working tree that is kept equal to a branch, once for each call and without a broker. {@link
 * dev.longshore.syncer.checkout.GitOpsSynchronizer} is the way in. Not to be confused with stacks of kind {@code checkout}, which an
 * applier keeps on its host.
 */
@NullMarked
package dev.longshore.syncer.checkout;

import org.jspecify.annotations.NullMarked;
