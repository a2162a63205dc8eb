/* SPDX-License-Identifier: Apache-2.0 */
/** Whether a delivery comes from somebody who knows the secret. Everything in here works on bytes nobody has looked into yet. */
@NullMarked
package dev.longshore.ingress.verify;

import org.jspecify.annotations.NullMarked;
