/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress.verify;

import io.vertx.core.MultiMap;

/**
 * A request as it came.
 *
 * @param body the exact bytes
 * @param json where the event is: the body itself, or what a form carries as {@code payload}
 */
public record Delivery(MultiMap headers, byte[] body, byte[] json) {}
