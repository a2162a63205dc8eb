/* SPDX-License-Identifier: Apache-2.0 */
/** Docker Compose as a process, the Docker Engine as an API, and what both say of a stack. */
@NullMarked
package dev.longshore.applier.docker;

import org.jspecify.annotations.NullMarked;
