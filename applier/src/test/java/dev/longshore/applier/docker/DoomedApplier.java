/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

import java.nio.file.Path;
import java.util.List;

/** A process of its own for tests to kill: brings a project up with a Compose that takes its time. */
public final class DoomedApplier {
    private DoomedApplier() {}

    /** @param arguments host id, the Compose program, a folder with a Compose file */
    public static void main(String[] arguments) {
        new ComposeClient(
                        new ComposeCommand(List.of(arguments[1])),
                        System::getenv,
                        ComposeDeadlines.DEFAULT,
                        new RegistryCredentials(List.of(), System::getenv),
                        arguments[0])
                .down("doomed", Path.of(arguments[2]));
    }
}
