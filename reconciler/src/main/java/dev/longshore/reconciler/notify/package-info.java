/* SPDX-License-Identifier: Apache-2.0 */
/** Tells people and programs outside what happened: each sink at its own pace, each message once. */
@NullMarked
package dev.longshore.reconciler.notify;

import org.jspecify.annotations.NullMarked;
