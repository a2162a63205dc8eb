/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.events.http;

import dev.longshore.events.config.Listen;
import dev.longshore.events.config.TlsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** How an HTTP server is set up. HTTP/1.1 only: our bounds are made for it, and no Git host asks for more. */
public final class ServerSettings {
    public static final int MAX_HEADER_BYTES = 64 << 10;
    public static final int MAX_REQUEST_LINE = 8 << 10;
    /** Each may hold a header block: more would not fit into a small heap. */
    public static final int MAX_CONNECTIONS = 1024;

    private ServerSettings() {}

    /** Reads the certificate, if there is one. */
    public static HttpServerOptions of(Listen listen, @Nullable TlsConfig tls) throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(listen.host())
                .setPort(listen.port())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
        if (tls != null) {
            options.setSsl(true).setUseAlpn(false).setKeyCertOptions(certificate(tls));
        }
        return options;
    }

    /** The files as they are now. */
    static ServerSSLOptions tls(TlsConfig tls) throws IOException {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setUseAlpn(false).setKeyCertOptions(certificate(tls));
        return options;
    }

    /** Their content rather than their names: the two must be of one moment. */
    private static PemKeyCertOptions certificate(TlsConfig tls) throws IOException {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(Files.readAllBytes(tls.certificate())))
                .addKeyValue(Buffer.buffer(Files.readAllBytes(tls.key())));
    }
}
