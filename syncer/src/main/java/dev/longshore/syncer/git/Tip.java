/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.syncer.git;

import dev.longshore.events.Revision;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch found.
 *
 * @param revision where the branch is now
 * @param before the commit that the mirror had before this fetch; null if it had none
 */
public record Tip(Revision revision, @Nullable String before) {}
