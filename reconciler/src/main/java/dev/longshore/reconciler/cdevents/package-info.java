/* SPDX-License-Identifier: Apache-2.0 */
/** CDEvents 0.5.1 (https://cdevents.dev) as a model: what any of them says, and how it is written. */
@NullMarked
package dev.longshore.reconciler.cdevents;

import org.jspecify.annotations.NullMarked;
