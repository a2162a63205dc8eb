/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.applier.docker;

/** Container labels: ours, and those of Compose that we read. */
public final class Labels {
    /** {@code repository/stack}; says that Longshore made the container. */
    public static final String STACK = "dev.longshore.stack";
    /** Digest of the mounted files of a service. Never the revision, which would recreate every container on every commit. */
    public static final String INPUTS = "dev.longshore.inputs";

    /** The restart policy that the files declare. The engine is told of it when the container has passed its gate. */
    public static final String RESTART = "dev.longshore.restart";

    static final String PROJECT = "com.docker.compose.project";
    static final String SERVICE = "com.docker.compose.service";
    static final String NUMBER = "com.docker.compose.container-number";
    static final String ONE_OFF = "com.docker.compose.oneoff";
    static final String CONFIG_HASH = "com.docker.compose.config-hash";

    private Labels() {}
}
