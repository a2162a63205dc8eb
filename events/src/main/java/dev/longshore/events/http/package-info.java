/* SPDX-License-Identifier: Apache-2.0 */
/** What every HTTP server of ours has in common: bounds, TLS, bearer tokens, and how a request is refused. */
@NullMarked
package dev.longshore.events.http;

import org.jspecify.annotations.NullMarked;
