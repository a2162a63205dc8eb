/* SPDX-License-Identifier: Apache-2.0 */
/** What providers say about a push, and which configured repository they mean. Everything in here judges text from outside. */
@NullMarked
package dev.longshore.ingress.push;

import org.jspecify.annotations.NullMarked;
