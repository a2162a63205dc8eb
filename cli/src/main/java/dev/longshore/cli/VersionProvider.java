/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar, and of the Java it runs on. */
public final class VersionProvider implements IVersionProvider {
    /** The version of this build; {@code development} when it does not run from a jar. */
    public static String version() {
        return Objects.requireNonNullElse(Longshore.class.getPackage().getImplementationVersion(), "development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "longshore " + version() + " (Java " + Runtime.version().feature() + ")"
        };
    }
}
