/* SPDX-License-Identifier: Apache-2.0 */
/** What an applier must not forget: its host id, how far it has read, and for each stack what runs, what should, and what to tell. */
@NullMarked
package dev.longshore.applier.store;

import org.jspecify.annotations.NullMarked;
