/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code reconciler:}. */
final class ReconcilerReader {
    private final Path base;
    private final SecretReader secrets;

    /** Reads with paths relative to {@code base}. */
    ReconcilerReader(Path base, SecretReader secrets) {
        this.base = base;
        this.secrets = secrets;
    }

    ReconcilerConfig reconciler(YamlValue value) {
        YamlMapping keys = value.mapping();
        ReconcilerConfig reconciler = new ReconcilerConfig(
                keys.optional("poll", Shapes.INTERVAL, ReconcilerConfig.DEFAULT.poll()),
                keys.optional("drift", Shapes.INTERVAL, ReconcilerConfig.DEFAULT.drift()),
                keys.optional("jitter", Quantity.percent("0%", "50%"), ReconcilerConfig.DEFAULT.jitter()),
                new NotifyReader(base, secrets).sinks(keys),
                new ForgeReader(secrets).forges(keys),
                api(keys));
        keys.refuseOtherKeys();
        return reconciler;
    }

    private @Nullable ApiConfig api(YamlMapping keys) {
        Listen listen = keys.optional("listen", ConfigurationReader.LISTEN);
        List<Secret> tokens = keys.list("apiTokens", secrets);
        int maxStreams = keys.optional("maxStreams", Shapes.integer(1, 1000), ApiConfig.MAX_STREAMS);
        TlsConfig tls = keys.optional("tls", new TlsReader(base)::tls);
        return listen == null && tokens.isEmpty()
                ? null
                : new ApiConfig(listen == null ? ApiConfig.LISTEN : listen, tls, tokens, maxStreams);
    }
}
