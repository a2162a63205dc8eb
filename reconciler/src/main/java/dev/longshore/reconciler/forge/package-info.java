/* SPDX-License-Identifier: Apache-2.0 */
/** What Git hosts are told: the status of a commit, and an issue after a rollback. */
@NullMarked
package dev.longshore.reconciler.forge;

import org.jspecify.annotations.NullMarked;
