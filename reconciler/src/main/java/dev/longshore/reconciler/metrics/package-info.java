/* SPDX-License-Identifier: Apache-2.0 */
/** The figures of the fold: how long pushes take, how deployments end, which stacks, hosts and repositories are not well. */
@NullMarked
package dev.longshore.reconciler.metrics;

import org.jspecify.annotations.NullMarked;
