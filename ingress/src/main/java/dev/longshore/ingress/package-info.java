/* SPDX-License-Identifier: Apache-2.0 */
/** The HTTP front door: verifies webhooks and sync requests, and answers 202 once the log has them. */
@NullMarked
package dev.longshore.ingress;

import org.jspecify.annotations.NullMarked;
