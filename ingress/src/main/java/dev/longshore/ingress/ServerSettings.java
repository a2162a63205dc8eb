/* SPDX-License-Identifier: Apache-2.0 */
package dev.longshore.ingress;

import dev.longshore.events.config.IngressConfig;
import dev.longshore.events.config.TlsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;

/** How the HTTP server is set up. HTTP/1.1 only: our bounds are made for it, and no Git host asks for more. */
final class ServerSettings {
    private ServerSettings() {}

    /** Reads the certificate, if there is one. */
    static HttpServerOptions of(IngressConfig config) throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.listen().host())
                .setPort(config.listen().port())
                .setMaxHeaderSize(IngressLimits.MAX_HEADER_BYTES)
                .setMaxInitialLineLength(IngressLimits.MAX_REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
        TlsConfig tls = config.tls();
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
