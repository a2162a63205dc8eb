/* SPDX-License-Identifier: Apache-2.0 */
/** The configuration of an installation ({@code longshore.yaml}) and of a repository ({@code .longshore.yaml}): records and strict readers. */
@NullMarked
package dev.longshore.events.config;

import org.jspecify.annotations.NullMarked;
