/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.reconciler;

import dev.longshore.events.StackId;
import java.util.Map;

/** Is told by the fold's thread which stacks there are. */
interface StackWatch {
    /** Exactly these are in their repositories: told when the fold begins. */
    void present(Map<StackId, Desired> stacks);

    /** This one changed, or left its repository. */
    void changed(StackId stack, Desired now);
}
