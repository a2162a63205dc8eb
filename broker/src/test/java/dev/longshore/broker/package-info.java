/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.longshore.broker;

import org.jspecify.annotations.NullMarked;
