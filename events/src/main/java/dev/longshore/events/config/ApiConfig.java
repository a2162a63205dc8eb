/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reconciler's API for reading status and events.
 *
 * @param tls null for plain HTTP
 * @param tokens bearer tokens; with none, the API answers 401 to everyone
 * @param maxStreams event streams that are open at once
 */
public record ApiConfig(Listen listen, @Nullable TlsConfig tls, List<Secret> tokens, int maxStreams) {
    /** Where it listens if the configuration only names tokens. */
    public static final Listen LISTEN = new Listen("127.0.0.1", 8081);

    public static final int MAX_STREAMS = 32;

    public ApiConfig {
        tokens = List.copyOf(tokens);
    }
}
