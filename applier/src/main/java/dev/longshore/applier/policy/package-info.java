/* SPDX-License-Identifier: Apache-2.0 */
/** What a stack may do to its host: decided by the host's configuration, on what Compose reads and on what it makes of it. */
@NullMarked
package dev.longshore.applier.policy;

import org.jspecify.annotations.NullMarked;
